package io.robustmq.transport.core;

/**
 * Times the cycles that did something, from waking up to the end of the flush, without reading the
 * clock for it: a cycle ends where the next one starts.
 */
@OwnedBy(Core.class)
final class CycleMeter {
    private final CoreCells cells;
    private long startNs;
    private boolean hadWork;
    private long messagesBefore;
    private long messages;

    CycleMeter(CoreCells cells) {
        this.cells = cells;
    }

    /** The last cycle is over, the next one starts. */
    void begin(long nowNs) {
        if (hadWork) {
            long tookNs = nowNs - startNs;
            cells.cycleNs().record(tookNs);
            if (messages > messagesBefore) {
                cells.messageNs().record(tookNs, messages - messagesBefore);
                messagesBefore = messages;
            }
        }
        hadWork = false;
        startNs = nowNs;
    }

    /** The core slept until now: what it does in this cycle starts here. */
    void woke(long nowNs) {
        startNs = nowNs;
    }

    /**
     * @param messagesReceived since the core started
     */
    void end(int work, long messagesReceived) {
        hadWork = work > 0;
        messages = messagesReceived;
    }
}
