package io.robustmq.storage.journal;

import org.agrona.DirectBuffer;

/** A journal that passes everything on to another: a test's own overrides what it is about. */
public class PassingJournal implements Journal {
    protected final Journal journal;

    public PassingJournal(Journal journal) {
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
        return journal.append(shard, type, durability, payload, offset, length);
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
        return journal.append(shard, type, durability, head, headLength, payload, offset, length);
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
        return journal.isCrowded();
    }

    @Override
    public long appended(int shard) {
        return journal.appended(shard);
    }

    @Override
    public long written(int shard) {
        return journal.written(shard);
    }

    @Override
    public long committed(int shard) {
        return journal.committed(shard);
    }

    @Override
    public long handOver() {
        return journal.handOver();
    }

    @Override
    public long reached(Durability durability) {
        return journal.reached(durability);
    }

    @Override
    public int doWork() {
        return journal.doWork();
    }
}
