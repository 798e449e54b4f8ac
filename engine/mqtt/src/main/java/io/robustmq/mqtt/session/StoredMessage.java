package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Message;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;

/**
 * A message as a shard keeps it for all queues of its sessions that refer to it: in the journal and
 * the tables once, under a number; needed until the last reference is gone.
 */
@OwnedBy(Core.class)
final class StoredMessage {
    private final Message message;
    private final long number;
    private int references;

    StoredMessage(Message message, long number) {
        this.message = message;
        this.number = number;
    }

    Message message() {
        return message;
    }

    /** Unlike any other's that its shard keeps. */
    long number() {
        return number;
    }

    /** Places in queues and windows; 0: no event has told of it yet. */
    int references() {
        return references;
    }

    void refer() {
        references++;
    }

    /**
     * @return whether nothing needs it any more
     */
    boolean release() {
        references--;
        assert references >= 0 : "released too often: " + number;
        return references == 0;
    }
}
