package io.robustmq.kafka.connection;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.Journal;
import io.robustmq.storage.journal.MemoryJournal;
import org.agrona.DirectBuffer;

/** A journal that is written and synced when the test says so. */
final class SteppedJournal implements Journal {
    private final MemoryJournal memory;
    private final long[] writtenTo;
    private final long[] syncedTo;
    private long written;
    private long synced;
    private boolean isBehind;

    SteppedJournal(int shards) {
        memory = new MemoryJournal(shards);
        writtenTo = new long[shards];
        syncedTo = new long[shards];
    }

    /** All that was appended is written. */
    void write() {
        written = memory.handOver();
        for (int shard = 0; shard < writtenTo.length; shard++) {
            writtenTo[shard] = memory.appended(shard);
        }
    }

    /** All that was appended is written and synced. */
    void sync() {
        write();
        synced = written;
        System.arraycopy(writtenTo, 0, syncedTo, 0, writtenTo.length);
    }

    void behind(boolean now) {
        isBehind = now;
    }

    @Override
    public long append(
            int shard,
            int type,
            Durability durability,
            DirectBuffer payload,
            int offset,
            int length) {
        return memory.append(shard, type, durability, payload, offset, length);
    }

    @Override
    public long append(
            int shard,
            int type,
            Durability durability,
            DirectBuffer head,
            int headLength,
            DirectBuffer payload,
            int offset,
            int length) {
        return memory.append(shard, type, durability, head, headLength, payload, offset, length);
    }

    @Override
    public int maxPayloadBytes() {
        return memory.maxPayloadBytes();
    }

    @Override
    public boolean isBehind() {
        return isBehind;
    }

    @Override
    public long appended(int shard) {
        return memory.appended(shard);
    }

    @Override
    public long written(int shard) {
        return writtenTo[shard];
    }

    @Override
    public long committed(int shard) {
        return syncedTo[shard];
    }

    @Override
    public long handOver() {
        return memory.handOver();
    }

    @Override
    public long reached(Durability durability) {
        return switch (durability) {
            case SYNC -> synced;
            case INTERVAL -> written;
            case MEMORY -> memory.handOver();
        };
    }

    @Override
    public int doWork() {
        return 0;
    }
}
