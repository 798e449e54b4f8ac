package io.robustmq.loadgen.mqtt;

import io.robustmq.loadgen.rig.Latencies;
import io.robustmq.loadgen.rig.Schedule;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreDuty;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.net.Endpoint;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Connections that come by a schedule, one core's share: to stay (a connect storm); to subscribe,
 * publish once, receive it and leave (churn); or to subscribe and leave a session behind. Timed
 * from when each was due.
 */
@OwnedBy(Core.class)
public final class Visits implements CoreDuty {
    /** What a visitor comes for. */
    public enum Purpose {
        STAY,
        CHURN,
        LEAVE_SESSION
    }

    /** Connections begun in one cycle. */
    private static final int BURST = 64;

    private static final Timed WAKE = (timerId, nowNs) -> {};
    private static final int CACHE_LINE = 128;
    private static final int ARRIVED_AT = 0;
    private static final int FAILED_AT = 8;
    private static final int LEFT_EARLY_AT = 16;
    private static final int STARTED_AT = 24;

    private final UnsafeBuffer cells =
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(CACHE_LINE, CACHE_LINE));
    private final Purpose purpose;
    private final Endpoint endpoint;
    private final MqttSettings settings;
    private final int subscriptions;
    private final int lane;
    private final int lanes;
    private final Latencies times = new Latencies();

    private @Nullable Core core;
    private @Nullable Schedule schedule;
    private long firstOfSchedule;
    private long until;
    private long wakesAtNs;
    private long started;
    private long arrived;
    private long failed;
    private long leftEarly;
    private volatile @Nullable String failedWhy;

    /**
     * @param subscriptions of each session left behind
     * @param lane of {@code lanes} that share the work
     */
    public Visits(
            Purpose purpose,
            Endpoint endpoint,
            MqttSettings settings,
            int subscriptions,
            int lane,
            int lanes) {
        this.purpose = purpose;
        this.endpoint = endpoint;
        this.settings = settings;
        this.subscriptions = subscriptions;
        this.lane = lane;
        this.lanes = lanes;
    }

    /**
     * On the core: goes on until so many were begun here in all.
     *
     * @param from counts from the visits begun so far
     */
    public void go(Core onCore, Schedule from, long total) {
        core = onCore;
        schedule = from;
        firstOfSchedule = started;
        until = total;
    }

    @Override
    public int drainRequests() {
        return 0;
    }

    @Override
    public int endOfCycle() {
        long nowNs = System.nanoTime();
        int begun = 0;
        Core onCore = core;
        Schedule due = schedule;
        while (onCore != null && due != null && started < until && begun < BURST) {
            long dueNs = due.dueNs(lane, started - firstOfSchedule);
            if (dueNs > nowNs) {
                wakeAt(onCore, dueNs);
                break;
            }
            begin(onCore, dueNs);
            begun++;
        }
        show();
        return begun;
    }

    @Override
    public boolean needsCpu() {
        return false;
    }

    /** A core that sleeps between events has none for the next visit. */
    private void wakeAt(Core onCore, long dueNs) {
        if (wakesAtNs != dueNs) {
            wakesAtNs = dueNs;
            onCore.timers().schedule(dueNs, WAKE);
        }
    }

    private void begin(Core onCore, long dueNs) {
        long number = started++ * lanes + lane;
        String clientId = settings.clientId((int) number, true, true);
        Visit visit = new Visit(this, settings, (int) number, clientId, dueNs);
        onCore.connect(
                endpoint,
                connection -> {
                    MqttClient client = new MqttClient(connection, settings.version(), visit);
                    client.connect(
                            clientId,
                            settings.user(),
                            settings.password(),
                            purpose == Purpose.LEAVE_SESSION);
                    return client;
                },
                cause -> failed(ConnectFault.line(endpoint, cause)));
    }

    Purpose purpose() {
        return purpose;
    }

    int subscriptions() {
        return subscriptions;
    }

    /** Did what it came for. */
    void arrived(long dueNs) {
        arrived++;
        times.record(System.nanoTime() - dueNs);
    }

    void failed(String why) {
        failed++;
        failedWhy = why;
    }

    /** Was to stay and did not. */
    void leftEarly(String why) {
        leftEarly++;
        failedWhy = why;
    }

    private void show() {
        cells.putLongRelease(ARRIVED_AT, arrived);
        cells.putLongRelease(FAILED_AT, failed);
        cells.putLongRelease(LEFT_EARLY_AT, leftEarly);
        cells.putLongRelease(STARTED_AT, started);
    }

    // ---- any thread ----

    public long arrivedCount() {
        return cells.getLongVolatile(ARRIVED_AT);
    }

    public long failedCount() {
        return cells.getLongVolatile(FAILED_AT);
    }

    public long leftEarlyCount() {
        return cells.getLongVolatile(LEFT_EARLY_AT);
    }

    public long startedCount() {
        return cells.getLongVolatile(STARTED_AT);
    }

    /** The latest reason why one failed or left. */
    public @Nullable String failedWhy() {
        return failedWhy;
    }

    /** Due to arrived; drained by the main thread. */
    public Latencies times() {
        return times;
    }
}
