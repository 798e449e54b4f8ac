package io.robustmq.mqtt.connection;

import io.robustmq.kernel.message.Message;
import io.robustmq.mqtt.session.MqttSession;
import io.robustmq.mqtt.session.Sessions;
import io.robustmq.mqtt.session.Will;
import io.robustmq.mqtt.subscribe.Subscriptions;

/** What the sessions of a core reach outside themselves. */
record SessionSurroundings(Wills wills, Subscriptions subscriptions)
        implements Sessions.Surroundings {
    @Override
    public void publish(Will will) {
        wills.publish(will);
    }

    @Override
    public void drop(MqttSession session) {
        subscriptions.drop(session);
    }

    @Override
    public void giveBack(String group, Message message) {
        subscriptions.giveBack(group, message);
    }
}
