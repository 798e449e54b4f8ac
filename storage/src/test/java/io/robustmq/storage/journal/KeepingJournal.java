package io.robustmq.storage.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * A journal whose frames can be looked at, and which promises to keep them when the test lets it;
 * at first it does. A position in it is a count of frames.
 */
public final class KeepingJournal implements Journal {
    /** One frame. */
    public record Frame(int shard, int type, byte[] payload) {}

    private final List<Frame> frames = new ArrayList<>();
    private boolean isHeld;
    private boolean isCrowded;
    private int kept;

    /** Those handed over grow no more. */
    private int handedOver;

    private int extensions;

    /** All frames so far, in their order. */
    public List<Frame> frames() {
        return frames;
    }

    /** From now on nothing more becomes kept, or everything does. */
    public void hold(boolean now) {
        kept();
        isHeld = now;
    }

    public void crowd(boolean now) {
        isCrowded = now;
    }

    /** How often a frame grew. */
    public int extensions() {
        return extensions;
    }

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
        return kept();
    }

    @Override
    public long committed(int shard) {
        return kept();
    }

    @Override
    public long handOver() {
        return frames.size();
    }

    @Override
    public long reached(Durability durability) {
        return kept();
    }

    private int kept() {
        kept = isHeld ? kept : frames.size();
        return kept;
    }

    @Override
    public int doWork() {
        handedOver = frames.size();
        return 0;
    }
}
