package io.robustmq.conformance.statements;

/**
 * One MUST of a specification.
 *
 * @param id with its specification, {@code MQTT5:3.1.0-1}
 * @param summary in our words; for {@link Side#UNTESTABLE} it ends with the reason
 */
record NormativeStatement(String id, Side side, String summary) {

    /** Who must. */
    enum Side {
        SERVER,
        CLIENT,
        /** Each side its half: the broker's half is tested. */
        BOTH,
        UNTESTABLE
    }

    /** Whether a test must show it. */
    boolean bindsServer() {
        return side == Side.SERVER || side == Side.BOTH;
    }
}
