package io.robustmq.mqtt.metrics;

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

    /** The core's thread only. */
    public void add(MqttMetric metric, long amount) {
        addAt(PADDING + metric.ordinal(), amount);
    }

    /** The core's thread only. */
    public void set(MqttMetric metric, long value) {
        CELL.setOpaque(cells, PADDING + metric.ordinal(), value);
    }

    /** A PUBLISH of this QoS arrived. The core's thread only. */
    public void received(int qos) {
        addAt(PADDING + MqttMetric.MESSAGES_IN_QOS0.ordinal() + qos, 1);
    }

    /**
     * A PUBLISH of this QoS, counted as received, was put back and comes again. The core's thread
     * only.
     */
    public void putBack(int qos) {
        addAt(PADDING + MqttMetric.MESSAGES_IN_QOS0.ordinal() + qos, -1);
    }

    /**
     * A PUBLISH of this QoS and so many bytes went into a client's output. The core's thread only.
     */
    public void sent(int qos, int bytes) {
        addAt(PADDING + MqttMetric.MESSAGES_OUT_QOS0.ordinal() + qos, 1);
        addAt(PADDING + MqttMetric.BYTES_OUT.ordinal(), bytes);
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
