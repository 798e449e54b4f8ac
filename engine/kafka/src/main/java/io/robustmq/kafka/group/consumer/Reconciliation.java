package io.robustmq.kafka.group.consumer;

/**
 * The next step of one member from what it has to what it shall have (KIP-848): first it gives
 * back, then it gets what is free, then it waits for what others have not given back.
 *
 * <pre>
 * STABLE —new target: something to give back→ UNREVOKED —given back→ ┐
 *    │                                                               ├→ STABLE, or UNRELEASED
 *    └—— new target: nothing to give back ————————————————————————————┘   while others have some
 * </pre>
 */
final class Reconciliation {
    private Reconciliation() {}

    /**
     * @param has what the member has now
     * @param targetEpoch the epoch in which it shall have the target
     * @param holdings what any member has
     * @return what it has from now on; the same when it can do nothing yet
     */
    static Current next(
            Current has, int targetEpoch, Partitions target, Holdings holdings, Owned owned) {
        if (has.isReconciledTo(targetEpoch)) {
            return has;
        }
        if (has.state() != MemberState.UNREVOKED) {
            return towards(has, has.epoch(), targetEpoch, target, holdings, owned);
        }
        if (owned.mayHaveAnyOf(has.revoking())) {
            return has;
        }
        return towards(has, has.epoch() + 1, targetEpoch, target, holdings, owned);
    }

    private static Current towards(
            Current has,
            int epoch,
            int targetEpoch,
            Partitions target,
            Holdings holdings,
            Owned owned) {
        Partitions kept = has.assigned().and(target);
        Partitions revoking = has.assigned().minus(target);
        if (!revoking.isEmpty() && owned.mayHaveAnyOf(revoking)) {
            return step(has, epoch, MemberState.UNREVOKED, kept, revoking);
        }
        Partitions missing = target.minus(kept);
        Partitions free = holdings.free(missing);
        boolean isComplete = missing.minus(free).isEmpty();
        MemberState state = isComplete ? MemberState.STABLE : MemberState.UNRELEASED;
        return step(has, targetEpoch, state, kept.plus(free), Partitions.NONE);
    }

    private static Current step(
            Current has, int epoch, MemberState state, Partitions assigned, Partitions revoking) {
        int previous = epoch == has.epoch() ? has.previousEpoch() : has.epoch();
        return new Current(epoch, previous, state, assigned, revoking);
    }
}
