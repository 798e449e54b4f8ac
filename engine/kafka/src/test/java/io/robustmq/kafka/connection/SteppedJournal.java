package io.robustmq.kafka.connection;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.MemoryJournal;
import io.robustmq.storage.journal.PassingJournal;

/** A journal that is written and synced when the test says so. */
final class SteppedJournal extends PassingJournal {
    private final long[] writtenTo;
    private final long[] syncedTo;
    private long written;
    private long synced;
    private boolean isBehind;

    SteppedJournal(int shards) {
        super(new MemoryJournal(shards));
        writtenTo = new long[shards];
        syncedTo = new long[shards];
    }

    /** All that was appended is written. */
    void write() {
        written = journal.handOver();
        for (int shard = 0; shard < writtenTo.length; shard++) {
            writtenTo[shard] = journal.appended(shard);
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
    public boolean isBehind() {
        return isBehind;
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
    public long reached(Durability durability) {
        return switch (durability) {
            case SYNC -> synced;
            case INTERVAL -> written;
            case MEMORY -> journal.handOver();
        };
    }

    @Override
    public int doWork() {
        return 0;
    }
}
