package io.robustmq.kernel.cores.concurrent;

import java.util.function.IntConsumer;

/**
 * All rings between the cores of a node: for each ordered pair one for requests and one for
 * replies. Made before the cores start; immutable itself.
 */
public final class CoreRings {
    private final int cores;
    private final CoreRing[] requests;
    private final CoreRing[] replies;
    private final IntConsumer wakeup;

    /**
     * @param requestBytes of each ring of requests, a power of two
     * @param replyBytes of each ring of replies, a power of two
     * @param wakeup called by a sender after it wrote to a core: wakes it if it sleeps; any thread
     */
    public CoreRings(int cores, int requestBytes, int replyBytes, IntConsumer wakeup) {
        this.cores = cores;
        this.wakeup = wakeup;
        this.requests = new CoreRing[cores * cores];
        this.replies = new CoreRing[cores * cores];
        for (int from = 0; from < cores; from++) {
            for (int to = 0; to < cores; to++) {
                int ringBytes = from == to ? 256 : requestBytes; // nobody sends to itself
                requests[from * cores + to] = new CoreRing(ringBytes);
                replies[from * cores + to] = new CoreRing(from == to ? 256 : replyBytes);
            }
        }
    }

    public int cores() {
        return cores;
    }

    public CoreRing requests(int from, int to) {
        return requests[from * cores + to];
    }

    public CoreRing replies(int from, int to) {
        return replies[from * cores + to];
    }

    public void wakeup(int core) {
        wakeup.accept(core);
    }
}
