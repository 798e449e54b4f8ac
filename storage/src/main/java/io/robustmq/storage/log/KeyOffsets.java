package io.robustmq.storage.log;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.agrona.DirectBuffer;

/**
 * The last record offset of each of many keys, in a fixed amount of memory. A key is known by the
 * first half of its SHA-256, so that nobody can make two that are taken for one. One thread.
 *
 * <pre>
 *   slots × | hash, 16 | recordOffset + 1, 8: 0 when free |
 * </pre>
 */
final class KeyOffsets {
    /** Memory of one slot. */
    static final int SLOT_BYTES = 24;

    /** Of a key that is not there. */
    static final long NONE = -1;

    private static final int LONGS = 3;
    private static final int SLOTS_MIN = 2; // one is always free
    private static final int SLOTS_MAX = Integer.MAX_VALUE / LONGS;

    private final MessageDigest sha = sha256();
    private final long[] slots;
    private final int count;
    private final int keysMax;
    private byte[] key = new byte[256];
    private byte[] hash = new byte[0];
    private int keys;

    /**
     * @param keysWanted no more are put
     * @param bytesMax memory at most: three quarters of its slots are used
     */
    KeyOffsets(long keysWanted, long bytesMax) {
        long wanted = keysWanted + keysWanted / 3 + 1;
        count = (int) Math.clamp(Math.min(wanted, bytesMax / SLOT_BYTES), SLOTS_MIN, SLOTS_MAX);
        keysMax = (int) (count * 3L / 4);
        slots = new long[count * LONGS];
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * A record of the key lies at this record offset, behind all that were put.
     *
     * @return false when there is no room for another key
     */
    boolean put(DirectBuffer buffer, int offset, int length, long recordOffset) {
        int at = find(buffer, offset, length);
        if (slots[at + 2] == 0) {
            if (keys == keysMax) {
                return false;
            }
            keys++;
        }
        slots[at] = half(0);
        slots[at + 1] = half(Long.BYTES);
        slots[at + 2] = recordOffset + 1;
        return true;
    }

    /** Where the key's last record lies; {@link #NONE}. */
    long last(DirectBuffer buffer, int offset, int length) {
        return slots[find(buffer, offset, length) + 2] - 1;
    }

    /** The key's slot, or the free one that it gets. */
    private int find(DirectBuffer buffer, int offset, int length) {
        if (key.length < length) {
            key = new byte[Math.max(length, 2 * key.length)];
        }
        buffer.getBytes(offset, key, 0, length);
        sha.update(key, 0, length);
        hash = sha.digest();
        long high = half(0);
        long low = half(Long.BYTES);
        int slot = (int) Long.remainderUnsigned(high, count);
        while (slots[slot * LONGS + 2] != 0
                && (slots[slot * LONGS] != high || slots[slot * LONGS + 1] != low)) {
            slot = slot + 1 == count ? 0 : slot + 1;
        }
        return slot * LONGS;
    }

    private long half(int at) {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << Byte.SIZE | hash[at + i] & 0xff;
        }
        return value;
    }

    /** Keys that it has. */
    int keys() {
        return keys;
    }

    /** Keys that it has room for. */
    int keysMax() {
        return keysMax;
    }
}
