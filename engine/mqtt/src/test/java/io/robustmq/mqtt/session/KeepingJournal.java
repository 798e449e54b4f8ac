package io.robustmq.mqtt.session;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.Journal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;

/** A journal whose frames can be looked at. */
final class KeepingJournal implements Journal {
    /** One frame. */
    record Frame(int shard, int type, byte[] payload) {}

    final List<Frame> frames = new ArrayList<>();

    /** Those handed over grow no more. */
    private int handedOver;

    private int extensions;

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
    public boolean extend(
            int shard, int type, Durability durability, DirectBuffer more, int offset, int length) {
        if (frames.size() == handedOver) {
            return false;
        }
        Frame last = frames.getLast();
        if (last.shard != shard || last.type != type) {
            return false;
        }
        byte[] longer = Arrays.copyOf(last.payload, last.payload.length + length);
        more.getBytes(offset, longer, last.payload.length, length);
        frames.set(frames.size() - 1, new Frame(shard, type, longer));
        extensions++;
        return true;
    }

    /** How often a frame grew. */
    int extensions() {
        return extensions;
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
    public long written(int shard) {
        return frames.size();
    }

    @Override
    public long handOver() {
        return frames.size();
    }

    @Override
    public long reached(Durability durability) {
        return frames.size();
    }

    @Override
    public long appended(int shard) {
        return frames.size();
    }

    @Override
    public long committed(int shard) {
        return frames.size();
    }

    @Override
    public int doWork() {
        handedOver = frames.size();
        return 0;
    }
}
