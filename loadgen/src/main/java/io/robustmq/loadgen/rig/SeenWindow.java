package io.robustmq.loadgen.rig;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;

/**
 * Which sequences of one publisher were seen, exact for the last {@code size} of them: everything
 * below {@link #low()} is settled (seen, or given up as lost), above it a ring of bits tells.
 */
@OwnedBy(Core.class)
final class SeenWindow {
    private final long[] bits;
    private final int mask;
    private long low;

    /**
     * @param size a power of two, at least 64: how far the newest may run ahead of the oldest hole
     * @param low everything below was seen already
     */
    SeenWindow(int size, long low) {
        this.bits = new long[size >>> 6];
        this.mask = size - 1;
        this.low = low;
    }

    /** The oldest sequence not seen yet, or given up for being {@code size} behind the newest. */
    long low() {
        return low;
    }

    /**
     * @return false when it was seen before, or is older than the window can tell
     */
    boolean add(long sequence) {
        if (sequence < low) {
            return false;
        }
        if (sequence > low + mask) {
            giveUpBelow(sequence - mask);
        }
        if (isSet(sequence)) {
            return false;
        }
        bits[word(sequence)] |= 1L << sequence;
        while (isSet(low)) {
            clear(low++);
        }
        return true;
    }

    private void giveUpBelow(long newLow) {
        long cleared = Math.min(newLow, low + mask + 1);
        for (long sequence = low; sequence < cleared; sequence++) {
            clear(sequence);
        }
        low = newLow;
    }

    private boolean isSet(long sequence) {
        return (bits[word(sequence)] & 1L << sequence) != 0;
    }

    private void clear(long sequence) {
        bits[word(sequence)] &= ~(1L << sequence);
    }

    private int word(long sequence) {
        return (int) (sequence & mask) >>> 6;
    }
}
