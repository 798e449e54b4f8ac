package io.robustmq.kafka.group.consumer;

import io.robustmq.kafka.group.EventReader;
import io.robustmq.kafka.group.EventWriter;

/**
 * What a member has, and in which epoch.
 *
 * <pre>
 * epoch: 4 | previousEpoch: 4 | state: 1 | assigned | revoking
 * </pre>
 *
 * @param epoch of the target it has come to; 0 before the first; {@link #LEFT_FOR_NOW}
 * @param previousEpoch the one before: a member that has not got the last answer still says it
 * @param assigned what it may read
 * @param revoking what it is to give back
 */
record Current(
        int epoch, int previousEpoch, MemberState state, Partitions assigned, Partitions revoking) {

    /** A static member that will be back within its session. */
    static final int LEFT_FOR_NOW = -2;

    static final Current NEW =
            new Current(0, 0, MemberState.STABLE, Partitions.NONE, Partitions.NONE);

    void write(EventWriter to) {
        to.int32(epoch).int32(previousEpoch).int8(state.code());
        assigned.write(to);
        revoking.write(to);
    }

    static Current read(EventReader from) {
        return new Current(
                from.int32(),
                from.int32(),
                MemberState.of(from.int8()),
                Partitions.read(from),
                Partitions.read(from));
    }

    boolean isReconciledTo(int targetEpoch) {
        return state == MemberState.STABLE && epoch == targetEpoch;
    }
}
