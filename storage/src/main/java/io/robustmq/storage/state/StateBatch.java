package io.robustmq.storage.state;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Changes that a store takes all together or not at all, in order: a later one wins over an earlier
 * one. One thread.
 *
 * <p>A key is kept with its table in front, as stores want it. One change in memory:
 *
 * <pre>
 * 0         4            8              12      12 + firstBytes
 * | change | firstBytes | secondBytes | first | second |
 * </pre>
 *
 * <p>{@code first} is the key, or the range's first key; {@code second} the value, nothing, or the
 * first key behind the range.
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

    private static final int FIRST_BYTES_AT = 4;
    private static final int SECOND_BYTES_AT = 8;
    private static final int HEADER_BYTES = 12;
    private static final int INITIAL_BYTES = 64 << 10;

    private ByteBuffer bytes = allocate(INITIAL_BYTES);
    private UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private int length;
    private int changes;
    private int markedLength;
    private int markedChanges;

    /** Gets a batch's changes in order; views are valid until the call returns. */
    interface Visitor<X extends Exception> {
        void put(ByteBuffer key, ByteBuffer value) throws X;

        void delete(ByteBuffer key) throws X;

        void deleteRange(ByteBuffer from, ByteBuffer behind) throws X;
    }

    private static ByteBuffer allocate(int capacity) {
        return ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
    }

    public void put(
            int table,
            DirectBuffer key,
            int keyOffset,
            int keyLength,
            DirectBuffer value,
            int valueOffset,
            int valueLength) {
        int at = begin(PUT, table, keyLength, valueLength);
        buffer.putBytes(at, key, keyOffset, keyLength);
        buffer.putBytes(at + keyLength, value, valueOffset, valueLength);
    }

    /** A key that is not there is no error. */
    public void delete(int table, DirectBuffer key, int offset, int keyLength) {
        int at = begin(DELETE, table, keyLength, 0);
        buffer.putBytes(at, key, offset, keyLength);
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

    <X extends Exception> void forEach(Visitor<? extends X> visitor) throws X {
        ByteBuffer first = bytes.duplicate();
        ByteBuffer second = bytes.duplicate();
        for (int at = 0; at < length; ) {
            int firstAt = at + HEADER_BYTES;
            int secondAt = firstAt + buffer.getInt(at + FIRST_BYTES_AT);
            int end = secondAt + buffer.getInt(at + SECOND_BYTES_AT);
            first.limit(secondAt).position(firstAt);
            second.limit(end).position(secondAt);
            switch (buffer.getInt(at)) {
                case PUT -> visitor.put(first, second);
                case DELETE -> visitor.delete(first);
                default -> visitor.deleteRange(first, second);
            }
            at = end;
        }
    }

    /** {@link #rollBack} forgets what came after. */
    void mark() {
        markedLength = length;
        markedChanges = changes;
    }

    void rollBack() {
        length = markedLength;
        changes = markedChanges;
    }

    public void clear() {
        length = 0;
        changes = 0;
        mark();
    }

    public boolean isEmpty() {
        return changes == 0;
    }

    public int changes() {
        return changes;
    }

    /** Memory that the changes take. */
    public int bytes() {
        return length;
    }
}
