package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.route.Subscriber;

/** One of a shared group: a session of this core, or one of another core. */
public interface GroupMember extends Subscriber {
    /** The session's; unlike any other on this node. */
    long number();

    /** Its client is there. */
    boolean isConnected();

    /** It does well to get a message of this QoS now: it is there and can take it at once. */
    boolean isReady(int qos);

    /** It keeps what it is given on the disk, or may. */
    boolean keeps();

    /**
     * One message on this member's way, its options settled.
     *
     * @param once who had it before has it no more, once the journal keeps this step: from here on
     *     it is not to be lost or doubled, should the broker be killed whenever
     */
    void accept(
            Publication publication,
            int qos,
            boolean retain,
            int[] identifiers,
            Origin origin,
            boolean once);
}
