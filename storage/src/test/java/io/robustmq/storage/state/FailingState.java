package io.robustmq.storage.state;

import io.robustmq.storage.journal.JournalPoint;
import java.io.IOException;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Empty tables on a disk that is full. */
final class FailingState implements StateStore {
    private final int shards;

    FailingState(int shards) {
        this.shards = shards;
    }

    @Override
    public void write(StateBatch batch, JournalPoint point) throws IOException {
        throw new IOException("no space");
    }

    @Override
    public void flush() throws IOException {
        throw new IOException("no space");
    }

    @Override
    public JournalPoint applied() {
        return JournalPoint.start(shards);
    }

    @Override
    public long flushedPosition() {
        return 0;
    }

    @Override
    public long keptPosition() {
        return 0;
    }

    @Override
    public int get(int table, DirectBuffer key, int offset, int length, MutableDirectBuffer value) {
        return ABSENT;
    }

    @Override
    public void forEachFrom(
            int table,
            DirectBuffer from,
            int offset,
            int length,
            int prefixLength,
            StateVisitor visitor) {}

    @Override
    public void close() {}
}
