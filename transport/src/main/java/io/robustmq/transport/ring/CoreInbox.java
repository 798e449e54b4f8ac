package io.robustmq.transport.ring;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreErrors;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.ringbuffer.RingBuffer;

/** All that the other cores wrote to one core. */
@OwnedBy(Core.class)
public final class CoreInbox {
    private final int core;
    private final RingBuffer[] requests;
    private final MessageHandler[] onRequest;

    /** Whose requests are drained first next time. */
    private int firstCore;

    CoreInbox(int core, RingBuffer[] requests, RingHandler onRequest, CoreErrors errors) {
        this.core = core;
        this.requests = requests;
        this.onRequest = new MessageHandler[requests.length];
        for (int from = 0; from < requests.length; from++) {
            this.onRequest[from] = new Source(from, onRequest, errors);
        }
    }

    /**
     * Up to {@code limitPerCore} requests of each core, another core's first each time.
     *
     * @return how many
     */
    public int drainRequests(int limitPerCore) {
        int cores = requests.length;
        int drained = 0;
        for (int i = 0; i < cores; i++) {
            int from = (firstCore + i) % cores;
            if (from != core) {
                drained += read(requests[from], onRequest[from], limitPerCore);
            }
        }
        firstCore = (firstCore + 1) % cores;
        return drained;
    }

    /** One read ends where the ring wraps, perhaps before any message, so there may be a second. */
    private static int read(RingBuffer ring, MessageHandler handler, int limit) {
        int messages = ring.read(handler, limit);
        if (messages < limit && ring.size() > 0) {
            messages += ring.read(handler, limit - messages);
        }
        return messages;
    }

    /** Adds where a message came from, and keeps a failing handler from its successors. */
    private record Source(int fromCore, RingHandler handler, CoreErrors errors)
            implements MessageHandler {
        @Override
        public void onMessage(int type, MutableDirectBuffer buffer, int offset, int length) {
            try {
                handler.onMessage(fromCore, type, buffer, offset, length);
            } catch (Throwable error) {
                errors.onError("a message of core " + fromCore, error);
            }
        }
    }
}
