package io.robustmq.mqtt.session;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;

/**
 * Packet identifiers whose PUBLISH may leave when the journal has reached a mark, in the order they
 * were given. At most as many as the client's window.
 */
@OwnedBy(Core.class)
final class HeldSends {
    private static final long[] NO_ENTRIES = {};

    /** Of sessions that end with their connection: nothing ever waits. */
    static final HeldSends NONE = new HeldSends();

    private static final int FIRST_CAPACITY = 16;
    private static final int ID_BITS = 16;
    private static final int ID_MASK = 0xFFFF;

    /** Mark, then 16 bits of packet identifier: a journal of 2^47 bytes in one life. */
    private long[] entries = NO_ENTRIES;

    private int head;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    void add(int packetId, long mark) {
        if (size == entries.length) {
            enlarge();
        }
        entries[head + size++ & entries.length - 1] = mark << ID_BITS | packetId;
    }

    /** The first one's. */
    long mark() {
        return entries[head] >>> ID_BITS;
    }

    /** The first one. */
    int packetId() {
        return (int) entries[head] & ID_MASK;
    }

    void remove() {
        head = head + 1 & entries.length - 1;
        size--;
        if (size == 0) {
            clear();
        }
    }

    /** The client is gone, or nothing waits: an idle session holds no table. */
    void clear() {
        size = 0;
        head = 0;
        if (entries.length > FIRST_CAPACITY) {
            entries = NO_ENTRIES;
        }
    }

    private void enlarge() {
        long[] larger = new long[Math.max(FIRST_CAPACITY, entries.length * 2)];
        for (int i = 0; i < size; i++) {
            larger[i] = entries[head + i & entries.length - 1];
        }
        entries = larger;
        head = 0;
    }
}
