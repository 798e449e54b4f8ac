package io.robustmq.storage.queue;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.storage.queue.concurrent.Page;
import io.robustmq.storage.queue.concurrent.PageFiller;
import io.robustmq.storage.state.StateStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads rows of queues, and the bodies and counts of messages that several have. One thread. */
public final class QueuePageFiller implements PageFiller {
    private final StateStore store;
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[QueueTables.ROW_BYTES]);
    private final UnsafeBuffer messageKey = new UnsafeBuffer(new byte[QueueTables.MESSAGE_BYTES]);
    private final UnsafeBuffer count = new UnsafeBuffer(new byte[Integer.BYTES]);
    private UnsafeBuffer shared = new UnsafeBuffer(new byte[4 << 10]);

    public QueuePageFiller(StateStore store) {
        this.store = store;
    }

    @Override
    public void fill(Page page) throws IOException {
        QueueTables.putRow(key, page.shard(), page.queue(), page.from(), QueueTables.CONTENT);
        try {
            store.forEachFrom(
                    QueueTables.ROWS,
                    key,
                    0,
                    QueueTables.ROW_BYTES,
                    QueueTables.ID_BYTES,
                    (rowKey, keyAt, keyLength, value, at, length) ->
                            onRow(page, rowKey, keyAt, keyLength, value, at, length));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private boolean onRow(
            Page page,
            DirectBuffer rowKey,
            int keyAt,
            int keyLength,
            DirectBuffer value,
            int at,
            int length) {
        long sequence = QueueTables.sequence(rowKey, keyAt);
        if (QueueTables.kind(rowKey, keyAt, keyLength) == QueueTables.COUNT) {
            page.returned(value.getInt(at, LITTLE_ENDIAN));
            return true;
        }
        if (sequence >= page.to()) {
            return false;
        }
        boolean isShared = value.getByte(at) == QueueTables.SHARED;
        int bodyLength = isShared ? QueueTables.bodyLength(value, at) : length - 1;
        if (!page.hasRoom(bodyLength)) {
            page.endBefore(sequence);
            return false;
        }
        if (isShared) {
            addShared(page, sequence, QueueTables.number(value, at), bodyLength);
        } else {
            page.add(sequence, Messages.UNSHARED, 1, bodyLength);
            page.buffer().putBytes(Page.bodyOffset(page.last()), value, at + 1, bodyLength);
        }
        return true;
    }

    private void addShared(Page page, long sequence, long number, int bodyLength) {
        if (bodyLength + Integer.BYTES > shared.capacity()) {
            shared = new UnsafeBuffer(new byte[bodyLength + Integer.BYTES]);
        }
        int keyLength =
                QueueTables.putMessage(messageKey, page.shard(), number, QueueTables.CONTENT);
        if (get(keyLength, shared) != bodyLength + Integer.BYTES) {
            throw new IllegalStateException("message " + number + " is not in the tables");
        }
        int references = shared.getInt(0, LITTLE_ENDIAN);
        QueueTables.putMessage(messageKey, page.shard(), number, QueueTables.COUNT);
        if (get(keyLength, count) == Integer.BYTES) {
            references = count.getInt(0, LITTLE_ENDIAN);
        }
        page.add(sequence, number, references, bodyLength);
        page.buffer().putBytes(Page.bodyOffset(page.last()), shared, Integer.BYTES, bodyLength);
    }

    private int get(int keyLength, UnsafeBuffer into) {
        try {
            return store.get(QueueTables.MESSAGES, messageKey, 0, keyLength, into);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
