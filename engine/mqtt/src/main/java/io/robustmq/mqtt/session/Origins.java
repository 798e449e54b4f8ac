package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Message;

/** The shared groups of a node, as the sessions of one core reach them. */
public interface Origins {
    /**
     * Gives a message to another member, wherever the group is at home.
     *
     * @param group as named in SUBSCRIBE
     */
    void giveBack(String group, Message message);
}
