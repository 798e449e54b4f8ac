package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Message;
import java.util.ArrayList;
import java.util.List;

/** A shared group that writes down what comes back to it. */
final class NamedOrigin implements Origin {
    final List<Message> returned = new ArrayList<>();
    int finished;
    private final String group;

    NamedOrigin(String group) {
        this.group = group;
    }

    @Override
    public String group() {
        return group;
    }

    @Override
    public void onUnacknowledged(Message message) {
        returned.add(message);
    }

    @Override
    public void onFinished() {
        finished++;
    }
}
