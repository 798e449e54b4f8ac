package io.robustmq.kafka.group.coordinator;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.Journal;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** A journal whose frames can be looked at, and which keeps them when the test lets it. */
final class HeldJournal implements Journal {
    /** One frame. */
    record Frame(int shard, int type, byte[] payload) {}

    final List<Frame> frames = new ArrayList<>();
    boolean isHeld;
    boolean isCrowded;
    private int kept;

    @Override
    public long append(
            int shard,
            int type,
            Durability durability,
            DirectBuffer payload,
            int offset,
            int length) {
        byte[] copy = new byte[length];
        payload.getBytes(offset, copy);
        frames.add(new Frame(shard, type, copy));
        return frames.size();
    }

    @Override
    public int maxPayloadBytes() {
        return 1 << 20;
    }

    @Override
    public boolean isBehind() {
        return false;
    }

    @Override
    public boolean isCrowded() {
        return isCrowded;
    }

    @Override
    public long appended(int shard) {
        return frames.size();
    }

    @Override
    public long written(int shard) {
        return kept;
    }

    @Override
    public long committed(int shard) {
        return kept;
    }

    @Override
    public long handOver() {
        return frames.size();
    }

    @Override
    public long reached(Durability durability) {
        kept = isHeld ? kept : frames.size();
        return kept;
    }

    @Override
    public int doWork() {
        return 0;
    }
}
