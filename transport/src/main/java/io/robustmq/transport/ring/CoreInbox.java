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
    private final CoreOutbox outbox;
    private final RingBuffer[] requests;
    private final RingBuffer[] replies;
    private final MessageHandler[] onRequest;
    private final MessageHandler[] onReply;

    /** Whose requests are drained first next time. */
    private int firstCore;

    CoreInbox(
            CoreOutbox outbox,
            RingBuffer[] requests,
            RingBuffer[] replies,
            RingHandler onReply,
            RingHandler onRequest,
            CoreErrors errors) {
        this.outbox = outbox;
        this.requests = requests;
        this.replies = replies;
        this.onRequest = new MessageHandler[requests.length];
        this.onReply = new MessageHandler[requests.length];
        for (int from = 0; from < requests.length; from++) {
            this.onRequest[from] = new Source(from, onRequest, errors);
            this.onReply[from] = new Source(from, onReply, errors);
        }
    }

    /**
     * All replies there are: bounded by the room their askers reserved.
     *
     * @return how many
     */
    public int drainReplies() {
        int drained = 0;
        for (int from = 0; from < replies.length; from++) {
            if (from != outbox.core()) {
                int arrived = read(replies[from], onReply[from], Integer.MAX_VALUE);
                if (arrived > 0) { // only now, when the ring shows its room to the writer
                    outbox.to(from).repliesArrived(arrived);
                    drained += arrived;
                }
            }
        }
        return drained;
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
            if (from != outbox.core()) {
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
