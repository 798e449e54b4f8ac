package io.robustmq.storage.queue;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.storage.state.FrameApplier;
import io.robustmq.storage.state.StateBatch;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What the frames of queues mean for {@link QueueTables}. A message that is taken out before its
 * frame was applied comes and goes within one batch. The applier's thread.
 */
public final class QueueApplier implements FrameApplier.AtOnce {
    /** As many rows one by one; of more, a range. */
    private static final int SINGLE_ROWS_MAX = 256;

    private final UnsafeBuffer key = new UnsafeBuffer(new byte[QueueTables.ROW_BYTES]);
    private final UnsafeBuffer behind = new UnsafeBuffer(new byte[QueueTables.ROW_BYTES]);
    private final ExpandableArrayBuffer value = new ExpandableArrayBuffer();
    private final EnqueuedFlyweight enqueued = new EnqueuedFlyweight();

    @Override
    public void apply(
            int shard,
            int type,
            long shardPosition,
            DirectBuffer payload,
            int offset,
            int length,
            StateBatch batch) {
        switch (type) {
            case QueueFrameType.DECLARED -> {
                int keyLength = QueueTables.putId(key, shard, shardPosition);
                batch.put(QueueTables.QUEUES, key, 0, keyLength, payload, offset, length);
            }
            case QueueFrameType.DELETED -> delete(shard, payload, offset, batch);
            case QueueFrameType.ENQUEUED ->
                    enqueue(shard, shardPosition, enqueued.wrap(payload, offset), batch);
            case QueueFrameType.REMOVED -> {
                putHead(shard, payload, offset, batch);
                remove(shard, payload, offset, batch);
            }
            case QueueFrameType.RETURNED -> giveBack(shard, payload, offset, batch);
            case QueueFrameType.PURGED -> {
                putHead(shard, payload, offset, batch);
                purge(shard, payload, offset, batch);
            }
            case QueueFrameType.SWEPT -> putHead(shard, payload, offset, batch);
            case QueueFrameType.SENDER_FORGOTTEN -> {
                int keyLength =
                        QueueTables.putId(key, shard, SenderFlyweight.sender(payload, offset));
                batch.delete(QueueTables.SENDERS, key, 0, keyLength);
            }
            default -> throw new IllegalArgumentException("frame type " + type);
        }
    }

    private void delete(int shard, DirectBuffer payload, int offset, StateBatch batch) {
        int keyLength = QueueTables.putId(key, shard, HeadFlyweight.queue(payload, offset));
        batch.delete(QueueTables.QUEUES, key, 0, keyLength);
        batch.delete(QueueTables.TAILS, key, 0, keyLength);
        batch.delete(QueueTables.HEADS, key, 0, keyLength);
        batch.deletePrefix(QueueTables.ROWS, key, 0, keyLength);
    }

    private void enqueue(int shard, long number, EnqueuedFlyweight frame, StateBatch batch) {
        int queues = frame.queues();
        if (queues > 1) {
            value.putInt(0, queues, LITTLE_ENDIAN);
            value.putBytes(Integer.BYTES, frame.buffer(), frame.bodyOffset(), frame.bodyLength());
            int keyLength = QueueTables.putMessage(key, shard, number, QueueTables.CONTENT);
            batch.put(
                    QueueTables.MESSAGES,
                    key,
                    0,
                    keyLength,
                    value,
                    0,
                    Integer.BYTES + frame.bodyLength());
            QueueTables.putSharedRow(value, number, frame.bodyLength());
        } else {
            value.putByte(0, QueueTables.INLINE);
            value.putBytes(1, frame.buffer(), frame.bodyOffset(), frame.bodyLength());
        }
        int rowLength = queues > 1 ? QueueTables.SHARED_ROW_BYTES : 1 + frame.bodyLength();
        for (int i = 0; i < queues; i++) {
            int keyLength =
                    QueueTables.putRow(
                            key, shard, frame.queue(i), frame.sequence(i), QueueTables.CONTENT);
            batch.put(QueueTables.ROWS, key, 0, keyLength, value, 0, rowLength);
        }
        for (int i = 0; i < queues; i++) {
            putTail(shard, frame, i, batch);
        }
        if (frame.hasSender()) {
            putSender(shard, frame, batch);
        }
    }

    private void putTail(int shard, EnqueuedFlyweight frame, int index, StateBatch batch) {
        int keyLength = QueueTables.putId(key, shard, frame.queue(index));
        QueueTables.putTail(
                value,
                frame.sequence(index) + 1,
                frame.enqueuedBytes(index),
                frame.mayShare(index));
        batch.put(QueueTables.TAILS, key, 0, keyLength, value, 0, QueueTables.TAIL_BYTES);
    }

    private void putSender(int shard, EnqueuedFlyweight frame, StateBatch batch) {
        int keyLength = QueueTables.putId(key, shard, frame.sender());
        SenderFlyweight.put(value, frame.sender(), frame.senderSequence(), frame.seenMs());
        batch.put(
                QueueTables.SENDERS,
                key,
                0,
                keyLength,
                value,
                SenderFlyweight.VALUE_AT,
                SenderFlyweight.VALUE_BYTES);
    }

    private void putHead(int shard, DirectBuffer payload, int offset, StateBatch batch) {
        int keyLength = QueueTables.putId(key, shard, HeadFlyweight.queue(payload, offset));
        batch.put(
                QueueTables.HEADS,
                key,
                0,
                keyLength,
                payload,
                offset + HeadFlyweight.VALUE_AT,
                HeadFlyweight.VALUE_BYTES);
    }

    private void remove(int shard, DirectBuffer payload, int offset, StateBatch batch) {
        long queue = HeadFlyweight.queue(payload, offset);
        int items = RemovedFlyweight.items(payload, offset);
        for (int i = 0; i < items; i++) {
            int item = RemovedFlyweight.at(offset, i);
            removeRows(
                    shard,
                    queue,
                    RemovedFlyweight.sequence(payload, item),
                    RemovedFlyweight.rows(payload, item),
                    RemovedFlyweight.wasReturned(payload, item),
                    batch);
            long number = RemovedFlyweight.number(payload, item);
            if (number != Messages.UNSHARED) {
                putReferences(shard, number, RemovedFlyweight.left(payload, item), batch);
            }
        }
    }

    private void removeRows(
            int shard, long queue, long first, int rows, boolean wereReturned, StateBatch batch) {
        if (rows > SINGLE_ROWS_MAX) {
            removeRange(shard, queue, first, first + rows, batch);
            return;
        }
        for (long sequence = first; sequence < first + rows; sequence++) {
            int keyLength = QueueTables.putRow(key, shard, queue, sequence, QueueTables.CONTENT);
            batch.delete(QueueTables.ROWS, key, 0, keyLength);
            if (wereReturned) {
                QueueTables.putRow(key, shard, queue, sequence, QueueTables.COUNT);
                batch.delete(QueueTables.ROWS, key, 0, keyLength);
            }
        }
    }

    private void removeRange(int shard, long queue, long from, long to, StateBatch batch) {
        int keyLength = QueueTables.putRow(key, shard, queue, from, QueueTables.CONTENT);
        QueueTables.putRow(behind, shard, queue, to, QueueTables.CONTENT);
        batch.deleteRange(QueueTables.ROWS, key, 0, keyLength, behind, 0, keyLength);
    }

    private void putReferences(int shard, long number, int left, StateBatch batch) {
        int keyLength = QueueTables.putMessage(key, shard, number, QueueTables.COUNT);
        if (left > 0) {
            value.putInt(0, left, LITTLE_ENDIAN);
            batch.put(QueueTables.MESSAGES, key, 0, keyLength, value, 0, Integer.BYTES);
            return;
        }
        batch.delete(QueueTables.MESSAGES, key, 0, keyLength);
        QueueTables.putMessage(key, shard, number, QueueTables.CONTENT);
        batch.delete(QueueTables.MESSAGES, key, 0, keyLength);
    }

    private void giveBack(int shard, DirectBuffer payload, int offset, StateBatch batch) {
        long queue = ReturnedFlyweight.queue(payload, offset);
        int items = ReturnedFlyweight.items(payload, offset);
        for (int i = 0; i < items; i++) {
            int keyLength =
                    QueueTables.putRow(
                            key,
                            shard,
                            queue,
                            ReturnedFlyweight.sequence(payload, offset, i),
                            QueueTables.COUNT);
            value.putInt(0, ReturnedFlyweight.returns(payload, offset, i), LITTLE_ENDIAN);
            batch.put(QueueTables.ROWS, key, 0, keyLength, value, 0, Integer.BYTES);
        }
    }

    private void purge(int shard, DirectBuffer payload, int offset, StateBatch batch) {
        removeRange(
                shard,
                HeadFlyweight.queue(payload, offset),
                PurgedFlyweight.from(payload, offset),
                PurgedFlyweight.to(payload, offset),
                batch);
    }
}
