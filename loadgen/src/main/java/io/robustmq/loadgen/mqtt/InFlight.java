package io.robustmq.loadgen.mqtt;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;

/**
 * The packet identifiers a publisher has out, and since when. [MQTT-2.2.1-3]: an identifier is used
 * again only after its acknowledgement.
 */
@OwnedBy(Core.class)
final class InFlight {
    static final int MOST = 65_535;

    private static final long FREE = 0;

    /** By identifier; twice as many as may be out, so that finding a free one is quick. */
    private final long[] sentNs;

    private int limit;
    private int count;
    private int last;

    /**
     * @param limit most identifiers out at a time, 1 to {@link #MOST}
     */
    InFlight(int limit) {
        this.limit = limit;
        this.sentNs = new long[Math.min(MOST, 2 * limit) + 1];
    }

    int room() {
        return limit - count;
    }

    /** Only while there is {@link #room}. */
    int take(long nowNs) {
        do {
            last = last == sentNs.length - 1 ? 1 : last + 1;
        } while (sentNs[last] != FREE);
        sentNs[last] = nowNs;
        count++;
        return last;
    }

    /**
     * @return when it was sent, or −1 if it is not out
     */
    long sentNs(int packetId) {
        return packetId >= sentNs.length || sentNs[packetId] == FREE ? -1 : sentNs[packetId];
    }

    void release(int packetId) {
        sentNs[packetId] = FREE;
        count--;
    }
}
