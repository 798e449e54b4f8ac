package io.robustmq.transport.core;

/**
 * What the engine does in each cycle of a core, beside I/O and timers; every method runs on the
 * core's thread and returns the work done, so that 0 lets the idle policy back off.
 */
public interface CoreDuty {
    /** Messages from other cores; after I/O, bounded per cycle. */
    int drainRequests();

    /**
     * Last before the outputs are flushed: hand journal frames over, release what became committed.
     */
    int endOfCycle();

    /**
     * True while a thread that works for this core has perhaps no CPU but the core's: between two
     * cycles the core gives it away for a moment.
     */
    boolean needsCpu();

    /** Messages that came from clients so far: what each cycle's time is weighted with. */
    default long messagesReceived() {
        return 0;
    }

    /** A core alone: nothing beside I/O and timers. */
    CoreDuty NONE =
            new CoreDuty() {
                @Override
                public int drainRequests() {
                    return 0;
                }

                @Override
                public int endOfCycle() {
                    return 0;
                }

                @Override
                public boolean needsCpu() {
                    return false;
                }
            };

    /** Makes a core's duty, on that core's thread, before its first cycle. */
    interface Factory {
        CoreDuty create(Core core);
    }
}
