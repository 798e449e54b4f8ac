package io.robustmq.mqtt.connection;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.Journal;
import io.robustmq.storage.journal.MemoryJournal;
import io.robustmq.storage.journal.PassingJournal;
import org.agrona.DirectBuffer;

/** A journal that commits when the test lets it; at first it does. */
final class HeldJournal extends PassingJournal {
    boolean held;

    /** What is written is not synced. */
    boolean syncHeld;

    private long synced;
    boolean crowded;
    boolean fenced;
    int refusedShard = -1;

    HeldJournal(int shards) {
        this(new MemoryJournal(shards));
    }

    HeldJournal(Journal journal) {
        super(journal);
    }

    @Override
    public long append(
            int shard,
            int type,
            Durability durability,
            DirectBuffer payload,
            int offset,
            int length) {
        if (fenced || shard == refusedShard) {
            return FENCED;
        }
        return super.append(shard, type, durability, payload, offset, length);
    }

    @Override
    public boolean isCrowded() {
        return crowded;
    }

    @Override
    public long reached(Durability durability) {
        return durability == Durability.SYNC ? synced : journal.reached(durability);
    }

    @Override
    public int doWork() {
        int work = held ? 0 : journal.doWork();
        if (!syncHeld) {
            synced = journal.reached(Durability.SYNC);
        }
        return work;
    }
}
