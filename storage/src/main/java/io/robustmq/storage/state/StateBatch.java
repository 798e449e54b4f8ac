package io.robustmq.storage.state;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.collections.IntArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Changes that a store takes all together or not at all, in order: a later one wins over an earlier
 * one. Of several changes of one key only the last is left, and nothing at all of a new key that is
 * deleted again: what lives shorter than a batch never reaches a store. One thread.
 *
 * <p>A key is kept with its table in front, as stores want it. One change in memory:
 *
 * <pre>
 * 0         4            8              12     16      16 + firstBytes
 * | change | firstBytes | secondBytes | hash | first | second |
 * change: PUT 1, DELETE 2, DELETE_RANGE 3 in bits 7-0; NEW 8, VOID 9
 * </pre>
 *
 * <p>{@code first} is the key, or the range's first key; {@code second} the value, nothing, or the
 * first key behind the range. Ranges are not looked up: they stay in their place in the order.
 */
public final class StateBatch {
    /** Tables above it belong to the store itself. */
    public static final int LAST_TABLE = 0xfe;

    /** The longest key: two strings of MQTT and what stands before them. */
    public static final int KEY_BYTES_MAX = 1 << 18;

    static final int TABLE_BYTES = 1;

    private static final int PUT = 1;
    private static final int DELETE = 2;
    private static final int DELETE_RANGE = 3;
    private static final int CHANGE_MASK = 0xff;
    private static final int NEW = 0x100;
    private static final int VOID = 0x200;

    private static final int FIRST_BYTES_AT = 4;
    private static final int SECOND_BYTES_AT = 8;
    private static final int HASH_AT = 12;
    private static final int HEADER_BYTES = 16;
    private static final int INITIAL_BYTES = 64 << 10;

    /** What a batch with a very large value took is given back. */
    private static final int KEPT_BYTES_MAX = 32 << 20;

    private static final int INITIAL_SLOTS = 1 << 10;

    /** Odd, without a pattern: spreads keys that differ in a few bits only over all of a word. */
    private static final long MIX = 0x9e3779b97f4a7c15L;

    private ByteBuffer bytes = allocate(INITIAL_BYTES);
    private UnsafeBuffer buffer = new UnsafeBuffer(bytes);

    /** The last change of each key: where it begins, plus 1; 0 for none. Linear probing. */
    private int[] slots = new int[INITIAL_SLOTS];

    private final IntArrayList voidedSinceMark = new IntArrayList();
    private int keys;
    private int length;
    private int changes;
    private int markedLength;

    /** Gets a batch's changes in order; views are valid until the call returns. */
    interface Visitor<X extends Exception> {
        void put(ByteBuffer key, ByteBuffer value) throws X;

        void delete(ByteBuffer key) throws X;

        void deleteRange(ByteBuffer from, ByteBuffer behind) throws X;
    }

    /** Outside what the JVM counts as direct buffers: those are the cores'. */
    private static ByteBuffer allocate(int capacity) {
        return Arena.ofAuto()
                .allocate(capacity, Long.BYTES)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder());
    }

    public void put(
            int table,
            DirectBuffer key,
            int keyOffset,
            int keyLength,
            DirectBuffer value,
            int valueOffset,
            int valueLength) {
        put(PUT, table, key, keyOffset, keyLength, value, valueOffset, valueLength);
    }

    /** Puts a key of which whoever calls knows that no store has it, nor had it been put before. */
    public void putNew(
            int table,
            DirectBuffer key,
            int keyOffset,
            int keyLength,
            DirectBuffer value,
            int valueOffset,
            int valueLength) {
        put(PUT | NEW, table, key, keyOffset, keyLength, value, valueOffset, valueLength);
    }

    private void put(
            int change,
            int table,
            DirectBuffer key,
            int keyOffset,
            int keyLength,
            DirectBuffer value,
            int valueOffset,
            int valueLength) {
        int at = begin(change, table, keyLength, valueLength);
        buffer.putBytes(at, key, keyOffset, keyLength);
        buffer.putBytes(at + keyLength, value, valueOffset, valueLength);
        replaceEarlier(at - TABLE_BYTES - HEADER_BYTES);
    }

    /** A key that is not there is no error. */
    public void delete(int table, DirectBuffer key, int offset, int keyLength) {
        int at = begin(DELETE, table, keyLength, 0);
        buffer.putBytes(at, key, offset, keyLength);
        replaceEarlier(at - TABLE_BYTES - HEADER_BYTES);
    }

    /**
     * Deletes every key from {@code from} on that is before {@code behind}, byte by byte unsigned;
     * nothing when {@code behind} is not behind.
     */
    public void deleteRange(
            int table,
            DirectBuffer from,
            int fromOffset,
            int fromLength,
            DirectBuffer behind,
            int behindOffset,
            int behindLength) {
        if (Prefixes.compare(from, fromOffset, fromLength, behind, behindOffset, behindLength)
                >= 0) {
            return;
        }
        int at = begin(DELETE_RANGE, table, fromLength, TABLE_BYTES + behindLength);
        buffer.putBytes(at, from, fromOffset, fromLength);
        buffer.putByte(at + fromLength, (byte) table);
        buffer.putBytes(at + fromLength + TABLE_BYTES, behind, behindOffset, behindLength);
    }

    /** Deletes every key that begins like this; all of the table when the prefix is empty. */
    public void deletePrefix(int table, DirectBuffer prefix, int offset, int prefixLength) {
        int at = begin(DELETE_RANGE, table, prefixLength, TABLE_BYTES + prefixLength);
        buffer.putBytes(at, prefix, offset, prefixLength);
        int from = at - TABLE_BYTES;
        int behind = at + prefixLength;
        buffer.putBytes(behind, buffer, from, TABLE_BYTES + prefixLength);
        int kept = Prefixes.behind(buffer, behind, TABLE_BYTES + prefixLength);
        length -= TABLE_BYTES + prefixLength - kept;
        buffer.putInt(from - HEADER_BYTES + SECOND_BYTES_AT, kept);
    }

    /**
     * @return where the key goes, its table being there already
     */
    private int begin(int change, int table, int keyLength, int secondBytes) {
        Objects.checkIndex(table, LAST_TABLE + 1);
        Objects.checkIndex(keyLength, KEY_BYTES_MAX + 1);
        int at = length;
        ensureCapacity(at + HEADER_BYTES + TABLE_BYTES + keyLength + secondBytes);
        buffer.putInt(at, change);
        buffer.putInt(at + FIRST_BYTES_AT, TABLE_BYTES + keyLength);
        buffer.putInt(at + SECOND_BYTES_AT, secondBytes);
        buffer.putByte(at + HEADER_BYTES, (byte) table);
        length += HEADER_BYTES + TABLE_BYTES + keyLength + secondBytes;
        changes++;
        return at + HEADER_BYTES + TABLE_BYTES;
    }

    private void ensureCapacity(int wanted) {
        if (wanted > buffer.capacity()) {
            ByteBuffer larger = allocate(BitUtil.findNextPositivePowerOfTwo(wanted));
            larger.put(0, bytes, 0, length);
            bytes = larger;
            buffer = new UnsafeBuffer(bytes);
        }
    }

    // ---- one change a key ----

    /** The change at the batch's end takes the place of an earlier one of its key. */
    private void replaceEarlier(int at) {
        buffer.putInt(at + HASH_AT, hash(at));
        int slot = slotOf(at);
        int earlier = slots[slot] - 1;
        if (earlier < 0) {
            slots[slot] = at + 1;
            keys++;
            enlargeSlots();
            return;
        }
        boolean isNew = (buffer.getInt(earlier) & NEW) != 0;
        makeVoid(earlier);
        slots[slot] = at + 1;
        if (!isNew) {
            buffer.putInt(at, buffer.getInt(at) & CHANGE_MASK);
        } else if (buffer.getInt(at) == DELETE) {
            makeVoid(at); // the slot stays: what comes next is as new
            buffer.putInt(at, buffer.getInt(at) | NEW);
        } else {
            buffer.putInt(at, buffer.getInt(at) | NEW);
        }
    }

    private void makeVoid(int at) {
        int change = buffer.getInt(at);
        if ((change & VOID) == 0) {
            buffer.putInt(at, change | VOID);
            voidedSinceMark.addInt(at);
            changes--;
        }
    }

    /** Rows of a session differ in their last bytes, by one: every bit decides over the slot. */
    private int hash(int at) {
        int from = at + HEADER_BYTES;
        int end = from + buffer.getInt(at + FIRST_BYTES_AT);
        long hash = end - from;
        int i = from;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            hash = mixed(hash ^ buffer.getLong(i));
        }
        long rest = 0;
        for (; i < end; i++) {
            rest = rest << Byte.SIZE | buffer.getByte(i) & 0xff;
        }
        return (int) mixed(hash ^ rest);
    }

    private static long mixed(long bits) {
        long product = bits * MIX;
        return product ^ product >>> 32;
    }

    /** The slot of this change's key, or the empty one where it belongs. */
    private int slotOf(int at) {
        int slot = buffer.getInt(at + HASH_AT) & slots.length - 1;
        while (slots[slot] != 0 && !isSameKey(slots[slot] - 1, at)) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private boolean isSameKey(int left, int right) {
        return buffer.getInt(left + HASH_AT) == buffer.getInt(right + HASH_AT)
                && Prefixes.compare(
                                buffer,
                                left + HEADER_BYTES,
                                buffer.getInt(left + FIRST_BYTES_AT),
                                buffer,
                                right + HEADER_BYTES,
                                buffer.getInt(right + FIRST_BYTES_AT))
                        == 0;
    }

    private void enlargeSlots() {
        if (keys * 2 > slots.length) {
            slots = new int[slots.length * 2];
            indexAll();
        }
    }

    /** Each key's last change, from the changes themselves. */
    private void indexAll() {
        Arrays.fill(slots, 0);
        keys = 0;
        for (int at = 0; at < length; at = behind(at)) {
            if ((buffer.getInt(at) & CHANGE_MASK) != DELETE_RANGE) {
                int slot = slotOf(at);
                keys += slots[slot] == 0 ? 1 : 0;
                slots[slot] = at + 1;
            }
        }
    }

    private int behind(int at) {
        return at
                + HEADER_BYTES
                + buffer.getInt(at + FIRST_BYTES_AT)
                + buffer.getInt(at + SECOND_BYTES_AT);
    }

    // ---- the whole ----

    <X extends Exception> void forEach(Visitor<? extends X> visitor) throws X {
        ByteBuffer first = bytes.duplicate();
        ByteBuffer second = bytes.duplicate();
        for (int at = 0; at < length; at = behind(at)) {
            int change = buffer.getInt(at);
            if ((change & VOID) != 0) {
                continue;
            }
            int firstAt = at + HEADER_BYTES;
            int secondAt = firstAt + buffer.getInt(at + FIRST_BYTES_AT);
            first.limit(secondAt).position(firstAt);
            second.limit(behind(at)).position(secondAt);
            switch (change & CHANGE_MASK) {
                case PUT -> visitor.put(first, second);
                case DELETE -> visitor.delete(first);
                default -> visitor.deleteRange(first, second);
            }
        }
    }

    /**
     * {@link #rollBack} forgets what came after. Who puts changes of earlier frames while one is
     * applied calls it before he puts that one's own.
     */
    public void mark() {
        markedLength = length;
        voidedSinceMark.clear();
    }

    void rollBack() {
        for (int i = 0; i < voidedSinceMark.size(); i++) {
            int at = voidedSinceMark.getInt(i);
            buffer.putInt(at, buffer.getInt(at) & ~VOID);
            changes++;
        }
        for (int at = markedLength; at < length; at = behind(at)) {
            changes--;
        }
        length = markedLength;
        indexAll();
        mark();
    }

    public void clear() {
        length = 0;
        if (buffer.capacity() > KEPT_BYTES_MAX) {
            bytes = allocate(INITIAL_BYTES);
            buffer = new UnsafeBuffer(bytes);
        }
        changes = 0;
        keys = 0;
        Arrays.fill(slots, 0);
        mark();
    }

    public boolean isEmpty() {
        return changes == 0;
    }

    /** Those that a store gets. */
    public int changes() {
        return changes;
    }

    /** Memory that the changes take, void ones too. */
    public int bytes() {
        return length;
    }
}
