package io.robustmq.loadgen.rig;

/**
 * The open loop: message {@code n} of publisher {@code p} is due at start + (n × publishers + p) /
 * rate, whatever the system under test does. Times are exact to the nanosecond for any length of
 * run.
 *
 * @param startNs nanoTime of the first message of publisher 0
 * @param ratePerS messages per second of all publishers together, 1 to 1,000,000,000
 * @param publishers that take turns
 */
public record Schedule(long startNs, long ratePerS, int publishers) {
    private static final long SECOND_NS = 1_000_000_000L;

    public long dueNs(int publisher, long sequence) {
        long slot = sequence * publishers + publisher;
        return startNs + slot / ratePerS * SECOND_NS + slot % ratePerS * SECOND_NS / ratePerS;
    }
}
