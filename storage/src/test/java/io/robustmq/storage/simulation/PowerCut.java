package io.robustmq.storage.simulation;

/** The machine stops in the middle of what it did. */
final class PowerCut extends RuntimeException {
    private static final long serialVersionUID = 1;

    PowerCut() {
        super("power cut", null, false, false);
    }
}
