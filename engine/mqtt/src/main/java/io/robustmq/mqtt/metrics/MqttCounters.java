package io.robustmq.mqtt.metrics;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.transport.core.LogHistogram;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One core's counters. The core's thread alone adds, without a fence; any thread may read, and sees
 * a value that was true a moment ago.
 */
public final class MqttCounters {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    /**
     * A cache line free on both sides, so that a reader of one core's cells does not slow another
     * core's.
     */
    private static final int PADDING = 16;

    private final long[] cells = new long[MqttMetric.values().length + 2 * PADDING];
    private final LogHistogram ackWaitNs = new LogHistogram();

    /** The core's thread only. */
    public void add(MqttMetric metric, long amount) {
        addAt(PADDING + metric.ordinal(), amount);
    }

    /** The core's thread only. */
    public void set(MqttMetric metric, long value) {
        CELL.setOpaque(cells, PADDING + metric.ordinal(), value);
    }

    /** A PUBLISH of this QoS and so many bytes arrived. The core's thread only. */
    public void received(int qos, int bytes) {
        addAt(PADDING + MqttMetric.MESSAGES_IN_QOS0.ordinal() + qos, 1);
        addAt(PADDING + MqttMetric.MESSAGE_BYTES_IN_QOS0.ordinal() + qos, bytes);
    }

    /** PUBLISH packets of any QoS that arrived. Any thread. */
    public long receivedMessages() {
        return get(MqttMetric.MESSAGES_IN_QOS0)
                + get(MqttMetric.MESSAGES_IN_QOS1)
                + get(MqttMetric.MESSAGES_IN_QOS2);
    }

    /**
     * A PUBLISH of this QoS and so many bytes, counted as received, was put back and comes again.
     * The core's thread only.
     */
    public void putBack(int qos, int bytes) {
        addAt(PADDING + MqttMetric.MESSAGES_IN_QOS0.ordinal() + qos, -1);
        addAt(PADDING + MqttMetric.MESSAGE_BYTES_IN_QOS0.ordinal() + qos, -bytes);
    }

    /**
     * A PUBLISH of this QoS and so many bytes went into a client's output. The core's thread only.
     */
    public void sent(int qos, int bytes) {
        addAt(PADDING + MqttMetric.MESSAGES_OUT_QOS0.ordinal() + qos, 1);
        addAt(PADDING + MqttMetric.MESSAGE_BYTES_OUT_QOS0.ordinal() + qos, bytes);
    }

    /** Of all PUBLISH packets that went into clients' outputs. Any thread. */
    public long sentMessageBytes() {
        return get(MqttMetric.MESSAGE_BYTES_OUT_QOS0)
                + get(MqttMetric.MESSAGE_BYTES_OUT_QOS1)
                + get(MqttMetric.MESSAGE_BYTES_OUT_QOS2);
    }

    /** A connection of this version opened, +1, or closed, −1. The core's thread only. */
    public void connections(MqttVersion version, int change) {
        add(
                switch (version) {
                    case V3_1 -> MqttMetric.CONNECTIONS_3_1;
                    case V3_1_1 -> MqttMetric.CONNECTIONS_3_1_1;
                    case V5 -> MqttMetric.CONNECTIONS_5;
                },
                change);
    }

    /**
     * How long acknowledgements waited for their journal position, in nanoseconds of the core's
     * clock, which stands still within a cycle; those that had to wait only.
     */
    public LogHistogram ackWaitNs() {
        return ackWaitNs;
    }

    private void addAt(int at, long amount) {
        CELL.setOpaque(cells, at, cells[at] + amount);
    }

    /** The core's thread only. */
    public void dropped(DropReason reason) {
        add(
                switch (reason) {
                    case OUTPUT_FULL -> MqttMetric.DROPPED_OUTPUT_FULL;
                    case QUEUE_FULL -> MqttMetric.DROPPED_QUEUE_FULL;
                    case EXPIRED -> MqttMetric.DROPPED_EXPIRED;
                    case TOO_LARGE -> MqttMetric.DROPPED_TOO_LARGE;
                    case RING_FULL -> MqttMetric.DROPPED_RING_FULL;
                    case NO_BODY_MEMORY -> MqttMetric.DROPPED_NO_BODY_MEMORY;
                },
                1);
    }

    /** Any thread. */
    public long get(MqttMetric metric) {
        return (long) CELL.getOpaque(cells, PADDING + metric.ordinal());
    }
}
