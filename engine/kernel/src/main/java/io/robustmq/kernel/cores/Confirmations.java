package io.robustmq.kernel.cores;

import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;

/**
 * How far the other cores have come with what this core sent them under a number. A core confirms
 * the highest number it has dealt with, once everything it appended while dealing with it is
 * committed: whoever waits for the confirmation may promise what the message asked for.
 *
 * <pre>
 * told    everything that a core may pass on; confirmed when what was passed on is confirmed, too
 * given   what goes to its last core: a message for a member of a group
 * </pre>
 *
 * Confirming what was told waits for confirmations of what was given, those wait for the journal
 * alone: cores can't wait for each other in a circle. Numbers rise over both kinds, from 1; a
 * message with number 0 is not confirmed.
 */
@OwnedBy(Core.class)
public final class Confirmations {
    private static final long NOTHING = 0;
    private static final long NONE = Long.MAX_VALUE;

    private final CoreLinks links;
    private final CommitGate gate;
    private final Kind told;
    private final Kind given;
    private long lastNumber;

    /** This number and all above it wait for what came back and was given anew; or NONE. */
    private long againFrom = NONE;

    /** What was given anew: numbers up to this one and what the journal has up to the mark. */
    private long againNumber;

    private long againMark;

    public Confirmations(CoreLinks links, CommitGate gate) {
        this.links = links;
        this.gate = gate;
        this.told = new Kind(MessageTypes.TOLD_TAKEN);
        this.given = new Kind(MessageTypes.GIVEN_TAKEN);
    }

    /** Before the first cycle: who deals with a type of what the others tell. */
    public void onTold(int type, CoreMessages messages) {
        told.listen(type, messages);
    }

    /** Before the first cycle: who deals with a type of what the others give. */
    public void onGiven(int type, CoreMessages messages) {
        given.listen(type, messages);
    }

    /** A number for what is about to be sent, to one core or several. */
    public long next() {
        return ++lastNumber;
    }

    /** The number given out last; 0 before the first. */
    public long last() {
        return lastNumber;
    }

    /** This number was sent to that core. */
    public void told(int core, long number) {
        told.sentTo[core] = number;
    }

    /** This number was sent to that core, which passes it on to no other. */
    public void given(int core, long number) {
        given.sentTo[core] = number;
    }

    /** True when nothing told under this number or a lower one is unconfirmed. */
    boolean isToldTaken(long number) {
        return told.isTaken(number);
    }

    /** True when nothing sent under this number or a lower one is unconfirmed. */
    public boolean isTaken(long number) {
        return told.isTaken(number) && isGivenTaken(number);
    }

    /**
     * Something given came back and has just been given to someone else, here or elsewhere, before
     * its confirmation is read: whoever waits for that waits for this, too.
     */
    public void givenAgain() {
        long first = Math.min(told.firstUntaken(), given.firstUntaken());
        againFrom = Math.min(againFrom, first);
        againNumber = lastNumber;
        againMark = gate.mark();
    }

    private boolean isGivenTaken(long number) {
        if (againFrom != NONE && given.isTaken(againNumber) && gate.isReached(againMark)) {
            againFrom = NONE;
        }
        return number < againFrom && given.isTaken(number);
    }

    /** End of the cycle, after the journal: confirms what is dealt with and kept. */
    public void confirm() {
        given.confirm(false);
        told.confirm(true);
    }

    /** One of the two kinds; arrays by core. */
    private final class Kind {
        private final int answerType;
        private final long[] sentTo = new long[links.cores()];
        private final long[] takenBy = new long[links.cores()];

        /** Dealt with in this cycle, or while an earlier number waits to be confirmed. */
        private final long[] dealtWith = new long[links.cores()];

        /** Waits to be confirmed, with the mark of the journal and the number it waits for. */
        private final long[] waiting = new long[links.cores()];

        private final long[] marks = new long[links.cores()];
        private final long[] passedOn = new long[links.cores()];

        Kind(int answerType) {
            this.answerType = answerType;
            links.on(answerType, (from, number, buffer, at, length) -> takenBy[from] = number);
        }

        void listen(int type, CoreMessages messages) {
            links.on(
                    type,
                    (from, number, buffer, at, length) -> {
                        if (number != NOTHING) {
                            dealtWith[from] = number;
                        }
                        messages.onMessage(from, number, buffer, at, length);
                    });
        }

        /** The lowest number that may be unconfirmed; NONE when all are confirmed. */
        long firstUntaken() {
            long first = NONE;
            for (int core = 0; core < sentTo.length; core++) {
                if (takenBy[core] != sentTo[core]) {
                    first = Math.min(first, takenBy[core] + 1);
                }
            }
            return first;
        }

        boolean isTaken(long number) {
            for (int core = 0; core < sentTo.length; core++) {
                if (takenBy[core] < number && takenBy[core] != sentTo[core]) {
                    return false;
                }
            }
            return true;
        }

        void confirm(boolean afterGiven) {
            for (int core = 0; core < waiting.length; core++) {
                if (waiting[core] == NOTHING && dealtWith[core] != NOTHING) {
                    waiting[core] = dealtWith[core];
                    marks[core] = gate.mark();
                    passedOn[core] = lastNumber;
                    dealtWith[core] = NOTHING;
                }
                if (waiting[core] != NOTHING
                        && gate.isReached(marks[core])
                        && (!afterGiven || isGivenTaken(passedOn[core]))) {
                    links.post(core, answerType, waiting[core]);
                    waiting[core] = NOTHING;
                }
            }
        }
    }
}
