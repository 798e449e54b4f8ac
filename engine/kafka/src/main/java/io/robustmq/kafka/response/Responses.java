package io.robustmq.kafka.response;

import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.storage.journal.Durability;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.jspecify.annotations.Nullable;

/** A core's answers: those that wait until the journal keeps what they say, and a pool. */
@OwnedBy(Core.class)
public final class Responses {
    /** Answers kept for the next ones. */
    private static final int FREE_MAX = 4_096;

    private final CommitGate gate;
    private final MarkQueue written = new MarkQueue();
    private final MarkQueue committed = new MarkQueue();
    private final MarkQueue kept = new MarkQueue();
    private @Nullable Response free;
    private int freeCount;

    public Responses(CommitGate gate) {
        this.gate = gate;
    }

    Response take(ResponseLine line) {
        Response taken = free;
        if (taken == null) {
            taken = new Response(this);
        } else {
            free = taken.next();
            freeCount--;
        }
        taken.next(null);
        taken.begin(line);
        return taken;
    }

    void give(Response response) {
        response.clear();
        if (freeCount < FREE_MAX) {
            response.next(free);
            free = response;
            freeCount++;
        }
    }

    /** Sends an answer when everything appended so far is what the policy promises. */
    public void sendWhen(Durability durability, Response response) {
        switch (durability) {
            case SYNC -> committed.add(response, gate.mark());
            case INTERVAL -> written.add(response, gate.mark());
            case MEMORY -> response.send();
        }
    }

    /**
     * Sends an answer when the events appended through the gate before a mark are kept.
     *
     * @param mark of {@link CommitGate#mark}
     */
    public void sendWhenKept(long mark, Response response) {
        kept.add(response, mark);
    }

    /** Every cycle, behind the gate's. @return answers that need not wait any longer */
    public int release() {
        return release(written, Durability.INTERVAL)
                + release(committed, Durability.SYNC)
                + releaseKept();
    }

    private int release(MarkQueue queue, Durability durability) {
        int released = 0;
        for (Response first = queue.first();
                first != null && gate.isReached(durability, first.mark());
                first = queue.first()) {
            queue.removeFirst();
            first.reached();
            released++;
        }
        return released;
    }

    private int releaseKept() {
        int released = 0;
        for (Response first = kept.first();
                first != null && gate.isReached(first.mark());
                first = kept.first()) {
            kept.removeFirst();
            first.reached();
            released++;
        }
        return released;
    }
}
