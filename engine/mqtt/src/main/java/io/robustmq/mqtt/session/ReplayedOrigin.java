package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Message;

/** The group of a message found in the journal; it counts nothing of what was given before. */
record ReplayedOrigin(String group, Origins origins) implements Origin {
    @Override
    public void onUnacknowledged(Message message) {
        origins.giveBack(group, message);
    }

    @Override
    public void onFinished() {}
}
