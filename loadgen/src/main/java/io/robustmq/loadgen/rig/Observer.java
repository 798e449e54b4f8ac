package io.robustmq.loadgen.rig;

/** Hears how a run goes; on the main thread, between the moments that count. */
public interface Observer {
    /** The measured part begins. */
    void measuring(Counts now) throws RunFailure;

    /**
     * About once a second.
     *
     * @param expected deliveries that what was sent must become
     */
    void second(Counts before, Counts now, long expected, Times times);

    /** The measured part ended; what is under way still drains. */
    void measured(Counts now) throws RunFailure;

    /** Of a run that only prepares another. */
    Observer NONE =
            new Observer() {
                @Override
                public void measuring(Counts now) {}

                @Override
                public void second(Counts before, Counts now, long expected, Times times) {}

                @Override
                public void measured(Counts now) {}
            };
}
