package io.robustmq.kernel.cores;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayDeque;
import org.agrona.DirectBuffer;

/**
 * What this core tells all others, and what is to happen once they have all taken it. An answer
 * speaks for everything before it too: also for requests of other kinds sent to that core earlier.
 */
@OwnedBy(Core.class)
public final class Broadcasts {
    private final CoreLinks links;
    private final Confirmations confirmations;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long told;

    private record Waiting(long number, Runnable then) {}

    public Broadcasts(CoreLinks links, Confirmations confirmations) {
        this.links = links;
        this.confirmations = confirmations;
        onTold(MessageTypes.FENCE, (from, number, buffer, at, length) -> {});
    }

    /** Before the first cycle: who deals with a type of what the others tell. */
    public void onTold(int type, CoreMessages messages) {
        confirmations.onTold(type, messages);
    }

    /**
     * Tells every other core; waits in its place where a ring is full.
     *
     * @return the message's number
     */
    public long tell(int type, DirectBuffer body, int offset, int length) {
        told = confirmations.next();
        for (int core = 0; core < links.cores(); core++) {
            if (core != links.self()) {
                links.post(core, type, told, body, offset, length);
                confirmations.told(core, told);
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

    /** True when every core has dealt with this number and all before, and kept what came of it. */
    public boolean isTaken(long number) {
        return confirmations.isToldTaken(number);
    }

    /**
     * @param number told already
     * @param then runs once {@link #isTaken}, in the order of the calls; at once if it is
     */
    public void whenTaken(long number, Runnable then) {
        if (waiting.isEmpty() && isTaken(number)) {
            then.run();
        } else {
            waiting.addLast(new Waiting(number, then));
        }
    }

    /** After the messages of a cycle: what waited for them goes on. @return how much */
    public int doWork() {
        int ran = 0;
        while (!waiting.isEmpty() && isTaken(waiting.getFirst().number)) {
            waiting.removeFirst().then.run();
            ran++;
        }
        return ran;
    }
}
