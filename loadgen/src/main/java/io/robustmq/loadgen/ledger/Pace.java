package io.robustmq.loadgen.ledger;

import java.util.List;

/**
 * What each publisher publishes, and how fast.
 *
 * @param kinds in turn
 * @param window most messages under way, 1 to 1,000
 * @param perS most in a second, 0 for no such limit
 * @param messages in all, 0 for no such limit
 * @param payloadBytes {@link #LEAST_PAYLOAD_BYTES} to 256 MiB
 */
public record Pace(List<Kind> kinds, int window, long perS, long messages, int payloadBytes) {
    public static final int LEAST_PAYLOAD_BYTES = Body.LEAST_BYTES;
}
