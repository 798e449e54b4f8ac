package io.robustmq.kernel.topic;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;

/**
 * Distinct byte strings, levels or whole filters, each kept once and named by an id above 0 while
 * something uses it. They are bytes: [MQTT-4.7.3-4] no normalisation, and the empty one is a level
 * too.
 */
@OwnedBy(Core.class)
public final class Names {
    /** The id of no name. */
    public static final int UNKNOWN = 0;

    private static final int HASH = 0;
    private static final int USES = 1;
    private static final int RECORD_INTS = 2;

    private final IntRecords records = new IntRecords(RECORD_INTS);
    private final PagedReferences<byte[]> bytes = new PagedReferences<>();
    private final HashIndex index = new HashIndex();
    private final long seed;
    private long nameBytes;

    public Names(long seed) {
        this.seed = seed;
    }

    /** The name's id, {@link #UNKNOWN} if nothing uses it. */
    public int find(DirectBuffer buffer, int offset, int length) {
        return find(hash(buffer, offset, length), buffer, offset, length);
    }

    /** The name's id, new or not, with one more use. */
    public int acquire(DirectBuffer buffer, int offset, int length) {
        int hash = hash(buffer, offset, length);
        int id = find(hash, buffer, offset, length);
        if (id == UNKNOWN) {
            id = records.allocate();
            records.set(id, HASH, hash);
            bytes.set(id, copy(buffer, offset, length));
            index.add(hash, id);
        }
        records.add(id, USES, 1);
        return id;
    }

    /** Takes back one use; after the last the id means nothing. */
    public void release(int id) {
        records.add(id, USES, -1);
        if (records.get(id, USES) == 0) {
            remove(id);
        }
    }

    /** Bytes of the tables and of the names. */
    public long heapBytes() {
        return records.heapBytes() + bytes.heapBytes() + index.heapBytes() + nameBytes;
    }

    private int find(int hash, DirectBuffer buffer, int offset, int length) {
        long[] page = index.page(hash);
        int slot = HashIndex.first(page, hash);
        while (slot != HashIndex.NONE) {
            int id = HashIndex.id(page, slot);
            byte[] candidate = bytes.get(id);
            if (candidate != null && TopicBytes.equal(candidate, buffer, offset, length)) {
                return id;
            }
            slot = HashIndex.next(page, slot, hash);
        }
        return UNKNOWN;
    }

    private void remove(int id) {
        int hash = records.get(id, HASH);
        long[] page = index.page(hash);
        int slot = HashIndex.first(page, hash);
        while (HashIndex.id(page, slot) != id) {
            slot = HashIndex.next(page, slot, hash);
        }
        HashIndex.remove(page, slot);
        byte[] name = bytes.get(id);
        nameBytes -= name == null ? 0 : heapBytesOf(name.length);
        bytes.set(id, null);
        records.free(id);
    }

    private byte[] copy(DirectBuffer buffer, int offset, int length) {
        byte[] name = new byte[length];
        buffer.getBytes(offset, name);
        nameBytes += heapBytesOf(length);
        return name;
    }

    /** An array's header and its bytes, as the heap rounds them. */
    private static int heapBytesOf(int length) {
        return 12 + length + 7 & ~7;
    }

    private int hash(DirectBuffer buffer, int offset, int length) {
        return (int) (TopicBytes.hash(buffer, offset, length, seed) >>> 16);
    }
}
