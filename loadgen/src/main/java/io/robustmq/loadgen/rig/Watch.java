package io.robustmq.loadgen.rig;

import java.util.List;

/** Waits, on the main thread, until all that was sent has come, or nothing comes any more. */
final class Watch {
    /** Nothing moved for so long: what is missing is lost. */
    private static final long QUIET_NS = 3_000_000_000L;

    private static final long LOOK_EVERY_NS = 2_000_000L;

    private final Workload workload;
    private final List<Lane> lanes;
    private long movements = -1;
    private long movedNs;

    Watch(Workload workload, List<Lane> lanes) {
        this.workload = workload;
        this.lanes = lanes;
    }

    /**
     * Of a burst.
     *
     * @return true when it is over, by completion or by standing still; false at the deadline
     */
    boolean untilDoneOr(long deadlineNs) {
        while (System.nanoTime() < deadlineNs) {
            Counts now = Counts.of(lanes);
            if (isComplete(now) && isAllSent(now) || isQuiet(now)) {
                return true;
            }
            Rig.sleepUntil(now.atNs() + LOOK_EVERY_NS);
        }
        return false;
    }

    /**
     * After the last message was sent. A server that sends by itself never ends: nothing to wait
     * for.
     */
    void untilDoneOrQuiet() {
        while (!workload.isFed()) {
            Counts now = Counts.of(lanes);
            if (isComplete(now) || isQuiet(now)) {
                return;
            }
            Rig.sleepUntil(now.atNs() + LOOK_EVERY_NS);
        }
    }

    private boolean isAllSent(Counts now) {
        long sent = workload.isStored() ? now.delivered() : now.sent();
        return sent >= workload.messages();
    }

    private boolean isComplete(Counts now) {
        return now.delivered() >= workload.deliveriesOf(now.sent())
                && (!workload.acknowledged() || now.acknowledged() >= now.sent());
    }

    private boolean isQuiet(Counts now) {
        long moved = now.sent() + now.received() + now.acknowledged();
        if (moved != movements) {
            movements = moved;
            movedNs = now.atNs();
        }
        return now.atNs() - movedNs > QUIET_NS;
    }
}
