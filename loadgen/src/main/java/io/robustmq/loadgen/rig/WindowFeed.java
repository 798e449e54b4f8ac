package io.robustmq.loadgen.rig;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;

/**
 * As fast as the receivers take it: no publisher is more than a window ahead of its slowest
 * receiver, so that a broker never has a reason to drop.
 */
@OwnedBy(Core.class)
final class WindowFeed implements Feed {
    /** Most messages of one publisher in one cycle. */
    private static final int BURST = 4096;

    private final Publisher[] publishers;
    private final Progress progress;
    private final long window;

    WindowFeed(Publisher[] publishers, Progress progress, long window) {
        this.publishers = publishers;
        this.progress = progress;
        this.window = window;
    }

    @Override
    public int feed(long nowNs) {
        int sent = 0;
        for (Publisher publisher : publishers) {
            long open = progress.reached(publisher.number()) + window - publisher.sent();
            long count = Math.min(Math.min(open, publisher.remaining()), BURST);
            if (count > 0) {
                sent += publisher.send((int) count, nowNs);
            }
        }
        return sent;
    }
}
