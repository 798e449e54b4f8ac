package io.robustmq.mqtt.connection;

import io.robustmq.mqtt.MqttConfig;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreClock;
import io.robustmq.transport.core.OwnedBy;
import java.util.concurrent.TimeUnit;

/**
 * Whether one more connection is taken: this core's share of the node's limits, and of the memory
 * that CONNECTs above the usual size may take before they are accepted.
 */
@OwnedBy(Core.class)
final class Admission {
    /**
     * Bytes a connection may make us hold before its CONNECT is accepted, unless it has a permit
     * for a large one.
     */
    static final int SMALL_CONNECT_BYTES = 16 << 10;

    /** Large CONNECTs (long ids, wills, credentials) that may be arriving at one time. */
    static final int LARGE_CONNECTS_MAX = 64;

    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final CoreClock clock;
    private final int maxOpen;
    private final int maxPerSecond;
    private int open;
    private int largeConnects;
    private long secondBegan;
    private int acceptedInSecond;

    Admission(CoreClock clock, MqttConfig.Connections limits, int cores) {
        this.clock = clock;
        this.maxOpen = share(limits.max(), cores);
        this.maxPerSecond = share(limits.maxRatePerSecond(), cores);
    }

    private static int share(int whole, int cores) {
        return (whole + cores - 1) / cores;
    }

    /**
     * @return false: refuse it; each true is given back by {@link #left}
     */
    boolean tryEnter() {
        if (open >= maxOpen || !isWithinRate()) {
            return false;
        }
        open++;
        return true;
    }

    /** For a connection that another core accepted at its rate. @return as {@link #tryEnter} */
    boolean tryEnterRelayed() {
        boolean hasPlace = open < maxOpen;
        open += hasPlace ? 1 : 0;
        return hasPlace;
    }

    private boolean isWithinRate() {
        if (maxPerSecond == 0) {
            return true;
        }
        long nowNs = clock.nowNs();
        if (nowNs - secondBegan >= SECOND_NS) {
            secondBegan = nowNs;
            acceptedInSecond = 0;
        }
        return ++acceptedInSecond <= maxPerSecond;
    }

    void left() {
        open--;
    }

    int open() {
        return open;
    }

    /**
     * @return false: too many at this moment; each true is given back by {@link #largeConnectDone}
     */
    boolean tryLargeConnect() {
        if (largeConnects == LARGE_CONNECTS_MAX) {
            return false;
        }
        largeConnects++;
        return true;
    }

    void largeConnectDone() {
        largeConnects--;
    }
}
