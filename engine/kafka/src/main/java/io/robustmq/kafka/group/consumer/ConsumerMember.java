package io.robustmq.kafka.group.consumer;

import io.robustmq.kafka.group.Deadline;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;

/** A member of a consumer group. What is kept of it changes by events alone. */
@OwnedBy(Core.class)
final class ConsumerMember {
    private final Deadline session;
    private final Deadline revoking;
    private Subscription wants;
    private Current has = Current.NEW;
    private Partitions target = Partitions.NONE;

    /** Of the topics, when its pattern was last looked at; not kept. */
    private long matchedAt = -1;

    /**
     * @param session ends it when it is not heard of
     * @param revoking ends it when it does not give back what it should
     */
    ConsumerMember(Subscription wants, Deadline session, Deadline revoking) {
        this.wants = wants;
        this.session = session;
        this.revoking = revoking;
    }

    String id() {
        return wants.memberId();
    }

    Subscription wants() {
        return wants;
    }

    Current has() {
        return has;
    }

    Partitions target() {
        return target;
    }

    /** Version of the topics that its pattern was matched with; −1 for none since the start. */
    long matchedAt() {
        return matchedAt;
    }

    void matchedAt(long version) {
        matchedAt = version;
    }

    Deadline session() {
        return session;
    }

    Deadline revoking() {
        return revoking;
    }

    void wants(Subscription next) {
        wants = next;
    }

    void has(Current next) {
        has = next;
    }

    void target(Partitions next) {
        target = next;
    }

    /** Time counts for giving back while there is something to. */
    void watch() {
        if (has.state() == MemberState.UNREVOKED) {
            if (!revoking.isSet()) {
                revoking.setMs(wants.rebalanceTimeoutMs());
            }
        } else {
            revoking.cancel();
        }
    }

    void close() {
        session.cancel();
        revoking.cancel();
    }
}
