package io.robustmq.loadgen.rig;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;

/**
 * By the clock alone: a message leaves when it is due, and one that could not carries its intended
 * time, so that a system which stalls is charged for all it delayed. Publishers take turns; one
 * that is stuck holds up no other.
 */
@OwnedBy(Core.class)
final class ScheduledFeed implements Feed {
    /** Most turns in one cycle; the rest is due in the next. */
    private static final int BURST = 4096;

    private final Publisher[] publishers;
    private final Schedule schedule;
    private final Latencies sendDelays;

    /** Publishers whose turn passed while they could not send; the first {@code stuckCount}. */
    private final Publisher[] stuck;

    private int stuckCount;
    private int turn;
    private long round;

    /**
     * @param publishers of this lane, by number; the schedule counts those of all lanes
     * @param sendDelays how late each message left: the generator's own share of what it measures
     */
    ScheduledFeed(Publisher[] publishers, Schedule schedule, Latencies sendDelays) {
        this.publishers = publishers;
        this.schedule = schedule;
        this.sendDelays = sendDelays;
        this.stuck = new Publisher[publishers.length];
    }

    @Override
    public int feed(long nowNs) {
        return publishers.length == 0 ? 0 : retryStuck(nowNs) + takeTurns(nowNs);
    }

    private int takeTurns(long nowNs) {
        int sent = 0;
        for (int i = 0; i < BURST; i++) {
            Publisher publisher = publishers[turn];
            long dueNs = schedule.dueNs(publisher.number(), round);
            if (dueNs > nowNs) {
                break;
            }
            if (publisher.sent() == round && publisher.remaining() > 0) {
                if (send(publisher, dueNs, nowNs)) {
                    sent++;
                } else {
                    stuck[stuckCount++] = publisher;
                }
            }
            if (++turn == publishers.length) {
                turn = 0;
                round++;
            }
        }
        return sent;
    }

    private int retryStuck(long nowNs) {
        int sent = 0;
        int stillStuck = 0;
        for (int i = 0; i < stuckCount; i++) {
            Publisher publisher = stuck[i];
            int caughtUp = catchUp(publisher, nowNs);
            sent += caughtUp;
            if (isBehind(publisher)) {
                stuck[stillStuck++] = publisher;
            }
        }
        stuckCount = stillStuck;
        return sent;
    }

    private int catchUp(Publisher publisher, long nowNs) {
        int sent = 0;
        while (sent < BURST && isBehind(publisher)) {
            if (!send(publisher, schedule.dueNs(publisher.number(), publisher.sent()), nowNs)) {
                break;
            }
            sent++;
        }
        return sent;
    }

    /** Whether a turn of it passed that it has not used. */
    private boolean isBehind(Publisher publisher) {
        return publisher.remaining() > 0
                && (publisher.sent() < round
                        || publisher.sent() == round
                                && publisher.number() < publishers[turn].number());
    }

    private boolean send(Publisher publisher, long dueNs, long nowNs) {
        if (publisher.send(1, dueNs) == 0) {
            return false;
        }
        sendDelays.record(nowNs - dueNs);
        return true;
    }
}
