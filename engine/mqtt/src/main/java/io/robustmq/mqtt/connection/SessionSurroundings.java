package io.robustmq.mqtt.connection;

import io.robustmq.kernel.message.Message;
import io.robustmq.mqtt.session.MqttSession;
import io.robustmq.mqtt.session.Sessions;
import io.robustmq.mqtt.session.Will;
import io.robustmq.mqtt.subscribe.GroupMail;
import io.robustmq.mqtt.subscribe.Subscriptions;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the sessions of a core reach outside themselves. */
@OwnedBy(Core.class)
final class SessionSurroundings implements Sessions.Surroundings {
    private final Subscriptions subscriptions;
    private final GroupMail groups;
    private @Nullable Wills wills;

    SessionSurroundings(Subscriptions subscriptions, GroupMail groups) {
        this.subscriptions = subscriptions;
        this.groups = groups;
    }

    /** Before the first session; wills reach sessions in turn. */
    void wills(Wills ofSessions) {
        wills = ofSessions;
    }

    @Override
    public void publish(MqttSession session, Will will) {
        Objects.requireNonNull(wills).publish(session, will);
    }

    @Override
    public void drop(MqttSession session) {
        subscriptions.drop(session);
    }

    @Override
    public void giveBack(String group, int shard, Message message) {
        groups.giveBack(group, shard, message);
    }
}
