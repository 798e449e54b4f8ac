package io.robustmq.conformance.broker;

import java.util.concurrent.atomic.AtomicInteger;

/** Topics and client ids that no other test of this run uses. */
public final class Names {
    private static final AtomicInteger LAST =
            new AtomicInteger((int) (System.nanoTime() >>> 20 & 0xFFFF) * 1000);

    private Names() {}

    /** One level without wildcards, {@code t17}. */
    public static String topic() {
        return "t" + LAST.incrementAndGet();
    }

    public static String clientId() {
        return "c" + LAST.incrementAndGet();
    }

    public static String group() {
        return "g" + LAST.incrementAndGet();
    }
}
