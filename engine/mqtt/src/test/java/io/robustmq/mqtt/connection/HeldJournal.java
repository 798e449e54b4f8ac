package io.robustmq.mqtt.connection;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.Journal;
import io.robustmq.storage.journal.MemoryJournal;
import org.agrona.DirectBuffer;

/** A journal that commits when the test lets it; at first it does. */
final class HeldJournal implements Journal {
    boolean held;

    /** What is written is not synced. */
    boolean syncHeld;

    private long synced;
    boolean crowded;
    boolean fenced;
    int refusedShard = -1;
    private final Journal journal;

    HeldJournal(int shards) {
        this(new MemoryJournal(shards));
    }

    HeldJournal(Journal journal) {
        this.journal = journal;
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
        return journal.append(shard, type, durability, payload, offset, length);
    }

    @Override
    public int maxPayloadBytes() {
        return journal.maxPayloadBytes();
    }

    @Override
    public boolean isBehind() {
        return journal.isBehind();
    }

    @Override
    public boolean isCrowded() {
        return crowded;
    }

    @Override
    public long written(int shard) {
        return journal.written(shard);
    }

    @Override
    public long handOver() {
        return journal.handOver();
    }

    @Override
    public long reached(Durability durability) {
        return durability == Durability.SYNC ? synced : journal.reached(durability);
    }

    @Override
    public long appended(int shard) {
        return journal.appended(shard);
    }

    @Override
    public long committed(int shard) {
        return journal.committed(shard);
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
