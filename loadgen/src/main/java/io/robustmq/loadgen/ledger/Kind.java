package io.robustmq.loadgen.ledger;

import java.util.Locale;

/** How a message is published; each kind of a publisher has its topic and counts by itself. */
public enum Kind {
    Q1(1, false),
    Q2(2, false),
    /** Retained, QoS 1. */
    R1(1, true);

    private final int qos;
    private final boolean retained;

    Kind(int qos, boolean retained) {
        this.qos = qos;
        this.retained = retained;
    }

    int qos() {
        return qos;
    }

    boolean isRetained() {
        return retained;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException there is no such kind
     */
    static Kind of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
