package io.robustmq.storage.queue;

/**
 * Bounds of one shard's queues: what they keep in memory, whatever their length.
 *
 * @param entriesMax messages in memory, once for each queue: waiting or out unacknowledged
 * @param bodyBytesMax memory for their bodies; at least four of the longest
 * @param windowEntries of one queue that wait in memory; what is behind them is in the tables
 * @param unacknowledgedMax messages that are out, all queues together; at most half of {@code
 *     entriesMax}, so that there is always room to go on
 * @param pageEntries rows read at once
 * @param pageBytes of bodies read at once
 * @param pages that may be under way at once
 * @param sendersMax senders whose sequences are remembered
 * @param senderExpiryMs how long one that sends nothing is remembered at least
 */
public record QueueConfig(
        int entriesMax,
        long bodyBytesMax,
        int windowEntries,
        int unacknowledgedMax,
        int pageEntries,
        int pageBytes,
        int pages,
        int sendersMax,
        long senderExpiryMs) {
    public QueueConfig {
        require(entriesMax >= 4, "entriesMax", entriesMax);
        require(bodyBytesMax >= 4 * BodyBlocks.BLOCK_BYTES, "bodyBytesMax", bodyBytesMax);
        require(windowEntries >= 2 && windowEntries <= entriesMax, "windowEntries", windowEntries);
        require(
                unacknowledgedMax > 0 && unacknowledgedMax <= entriesMax / 2,
                "unacknowledgedMax",
                unacknowledgedMax);
        require(pageEntries > 0, "pageEntries", pageEntries);
        require(pageBytes > 0, "pageBytes", pageBytes);
        require(pages > 0, "pages", pages);
        require(sendersMax > 0, "sendersMax", sendersMax);
        require(senderExpiryMs >= 0, "senderExpiryMs", senderExpiryMs);
    }

    /** Bounds for a shard of usual size: about 20 MiB. */
    public static QueueConfig standard() {
        return new QueueConfig(
                64 << 10, 16 << 20, 8 << 10, 16 << 10, 2 << 10, 1 << 20, 2, 4 << 10, 3_600_000);
    }

    private static void require(boolean holds, String name, long value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " cannot be " + value);
        }
    }
}
