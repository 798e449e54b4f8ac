package io.robustmq.kernel.route;

/**
 * Another core, which has subscriptions of its own.
 *
 * @param core its index, 0 to 63
 */
record CoreTarget(int core) implements Subscriber {
    long bit() {
        return 1L << core;
    }
}
