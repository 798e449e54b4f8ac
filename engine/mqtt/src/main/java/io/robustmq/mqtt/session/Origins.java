package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Message;

/** The shared groups of a node, as the sessions of one core reach them. */
public interface Origins {
    /**
     * Gives a message to another member, wherever the group is at home: once, should the broker be
     * killed whenever.
     *
     * @param group as named in SUBSCRIBE
     * @param shard of the session that had it, of this core
     */
    void giveBack(String group, int shard, Message message);
}
