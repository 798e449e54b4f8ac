package io.robustmq.storage.queue;

import io.robustmq.storage.state.StateStore;
import java.io.IOException;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads what the tables know of a shard's queues and senders; messages stay where they are. */
final class QueueLoad {
    private final int shard;
    private final QueueState state;
    private final UnsafeBuffer prefix = new UnsafeBuffer(new byte[QueueTables.ID_BYTES]);

    QueueLoad(int shard, QueueState state) {
        this.shard = shard;
        this.state = state;
    }

    void load(StateStore store) throws IOException {
        QueueTables.putId(prefix, shard, 0);
        int length = QueueTables.SHARD_BYTES;
        store.forEach(
                QueueTables.QUEUES,
                prefix,
                0,
                length,
                (key, keyAt, keyLength, value, at, valueLength) -> {
                    state.declared(
                            QueueTables.id(key, keyAt),
                            value.getStringWithoutLengthUtf8(at, valueLength));
                    return true;
                });
        store.forEach(
                QueueTables.TAILS,
                prefix,
                0,
                length,
                (key, keyAt, keyLength, value, at, valueLength) -> {
                    counts(QueueTables.id(key, keyAt)).readTail(value, at);
                    return true;
                });
        store.forEach(
                QueueTables.HEADS,
                prefix,
                0,
                length,
                (key, keyAt, keyLength, value, at, valueLength) -> {
                    long id = QueueTables.id(key, keyAt);
                    counts(id).readHead(value, at - HeadFlyweight.VALUE_AT);
                    hideIfDeleted(id);
                    return true;
                });
        store.forEach(
                QueueTables.SENDERS,
                prefix,
                0,
                length,
                (key, keyAt, keyLength, value, at, valueLength) -> {
                    int from = at - SenderFlyweight.VALUE_AT;
                    state.senders()
                            .sent(
                                    QueueTables.id(key, keyAt),
                                    SenderFlyweight.sequence(value, from),
                                    SenderFlyweight.seenMs(value, from));
                    return true;
                });
    }

    private QueueCounts counts(long id) {
        return queue(id).counts();
    }

    private void hideIfDeleted(long id) {
        state.hideIfDeleted(queue(id));
    }

    private Queue queue(long id) {
        Queue queue = state.queue(id);
        if (queue == null) {
            throw new IllegalStateException("the tables have rows of queue " + id + " alone");
        }
        return queue;
    }
}
