package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Message;

/**
 * The group of a message that it gave before a restart; nobody counts that.
 *
 * @param shard the session's
 */
public record ReplayedOrigin(String group, int shard, Origins origins) implements Origin {
    @Override
    public void onUnacknowledged(Message message) {
        origins.giveBack(group, shard, message);
    }

    @Override
    public void onFinished() {}
}
