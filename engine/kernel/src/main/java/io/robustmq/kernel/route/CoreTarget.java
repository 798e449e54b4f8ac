package io.robustmq.kernel.route;

/**
 * Another core, which has subscriptions of its own.
 *
 * @param core its index, 0 to 63
 * @param keeps its subscriptions ask for messages to be kept
 */
record CoreTarget(int core, boolean keeps) implements Subscriber {
    long bit() {
        return 1L << core;
    }
}
