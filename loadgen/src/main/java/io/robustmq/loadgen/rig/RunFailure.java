package io.robustmq.loadgen.rig;

/** A run that could not be made: one line for the operator. */
public final class RunFailure extends Exception {
    private static final long serialVersionUID = 1L;

    public RunFailure(String why) {
        super(why, null, false, false);
    }
}
