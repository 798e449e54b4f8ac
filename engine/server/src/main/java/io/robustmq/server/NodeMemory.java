package io.robustmq.server;

import io.robustmq.kernel.ConfigException;

/**
 * What the process may take in all, each part a bound of its own: the heap, what {@link MemoryPlan}
 * shares out, what state tables take and what logs take once there are any. The sum must fit the
 * machine, or the container that it runs in.
 *
 * @param heapBytes {@code -Xmx}
 * @param engineBytes {@code engine.memory}
 * @param tablesBytes state tables, and changes on their way to them; 0: nothing is kept
 * @param logsBytes recent batches, reads and one compaction; 0: there cannot be any
 */
record NodeMemory(long heapBytes, long engineBytes, long tablesBytes, long logsBytes) {
    /**
     * @param machineBytes what there is
     * @throws ConfigException it is less than the sum; the message shows that
     */
    NodeMemory checkedAgainst(long machineBytes) {
        if (totalBytes() > machineBytes) {
            throw new ConfigException(
                    "engine.memory",
                    mebibytes(engineBytes),
                    "a sum of at most %s, the memory of this machine or container; -Xmx and"
                                    .formatted(mebibytes(machineBytes))
                            + " kafka.memory are the others to lower: "
                            + inWords());
        }
        return this;
    }

    long totalBytes() {
        return heapBytes + engineBytes + tablesBytes + logsBytes;
    }

    /** The sum. */
    String inWords() {
        return "%s: %s heap + %s engine + %s state tables + %s logs"
                .formatted(
                        mebibytes(totalBytes()),
                        mebibytes(heapBytes),
                        mebibytes(engineBytes),
                        mebibytes(tablesBytes),
                        mebibytes(logsBytes));
    }

    private static String mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1 >> 20) + "MiB";
    }
}
