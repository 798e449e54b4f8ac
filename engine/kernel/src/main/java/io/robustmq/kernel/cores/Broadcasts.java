package io.robustmq.kernel.cores;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayDeque;
import org.agrona.DirectBuffer;

/**
 * What this core tells all others, and how far they have all taken it. Messages are numbered from
 * 1; a core answers with the highest number it has dealt with, once per batch, so an answer speaks
 * for everything before it too: also for requests of other kinds sent to that core earlier.
 */
@OwnedBy(Core.class)
public final class Broadcasts {
    private final CoreLinks links;
    private final long[] takenBy;

    /**
     * By core: highest number of its own that this core has dealt with and not yet said so; 0 for
     * none.
     */
    private final long[] unsaid;

    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long told;
    private long takenByAll;

    private record Waiting(long number, Runnable then) {}

    public Broadcasts(CoreLinks links) {
        this.links = links;
        this.takenBy = new long[links.cores()];
        this.unsaid = new long[links.cores()];
        takenBy[links.self()] = Long.MAX_VALUE;
        links.on(MessageTypes.TAKEN, (from, number, buffer, at, length) -> onTaken(from, number));
        onTold(MessageTypes.FENCE, (from, number, buffer, at, length) -> {});
    }

    /** Before the first cycle: who deals with a type of what the others tell. */
    public void onTold(int type, CoreMessages messages) {
        links.on(
                type,
                (from, number, buffer, at, length) -> {
                    messages.onMessage(from, number, buffer, at, length);
                    unsaid[from] = number;
                });
    }

    /**
     * Tells every other core; waits in its place where a ring is full.
     *
     * @return the message's number
     */
    public long tell(int type, DirectBuffer body, int offset, int length) {
        told++;
        for (int core = 0; core < links.cores(); core++) {
            if (core != links.self()) {
                links.post(core, type, told, body, offset, length);
            }
        }
        return told;
    }

    /** Tells nothing; once it is taken, so is everything sent to anyone before. */
    public long fence() {
        return tell(MessageTypes.FENCE, CoreLinks.NO_BODY, 0, 0);
    }

    /** The number told last; 0 before the first. */
    public long told() {
        return told;
    }

    /** True when every core has dealt with this number and all before. */
    public boolean isTaken(long number) {
        return number <= takenByAll;
    }

    /**
     * @param number told already
     * @param then runs once {@link #isTaken}, in the order of the calls; at once if it is
     */
    public void whenTaken(long number, Runnable then) {
        if (isTaken(number) && waiting.isEmpty()) {
            then.run();
        } else {
            waiting.addLast(new Waiting(number, then));
        }
    }

    private void onTaken(int from, long number) {
        takenBy[from] = number;
        long lowest = Long.MAX_VALUE;
        for (long taken : takenBy) {
            lowest = Math.min(lowest, taken);
        }
        takenByAll = lowest;
        while (!waiting.isEmpty() && isTaken(waiting.getFirst().number)) {
            waiting.removeFirst().then.run();
        }
    }

    /** After the requests of a cycle: says how far this core has come. */
    public void sayTaken() {
        for (int core = 0; core < unsaid.length; core++) {
            if (unsaid[core] != 0) {
                links.post(core, MessageTypes.TAKEN, unsaid[core]);
                unsaid[core] = 0;
            }
        }
    }
}
