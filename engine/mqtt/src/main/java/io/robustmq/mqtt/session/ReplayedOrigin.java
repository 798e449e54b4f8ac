package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Message;

/**
 * The group of a message that was found in the journal, looked up when it is needed: when the
 * message was replayed, the group had not come back yet.
 */
record ReplayedOrigin(MqttSession member, String group, Origins origins) implements Origin {
    @Override
    public void onUnacknowledged(Message message) {
        origins.of(member, group).onUnacknowledged(message);
    }

    @Override
    public void onFinished() {
        origins.of(member, group).onFinished();
    }
}
