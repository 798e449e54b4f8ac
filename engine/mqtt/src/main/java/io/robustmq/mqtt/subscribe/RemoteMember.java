package io.robustmq.mqtt.subscribe;

import io.robustmq.kernel.cores.Confirmations;
import io.robustmq.kernel.cores.CoreLinks;
import io.robustmq.kernel.message.Publication;
import io.robustmq.mqtt.CoreMessage;
import io.robustmq.mqtt.metrics.DropReason;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.session.GroupMember;
import io.robustmq.mqtt.session.Origin;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A member whose session is on another core, as its group's home sees it. The home counts what it
 * gave and what that core said was finished with, so it knows how much the member can take.
 */
@OwnedBy(Core.class)
final class RemoteMember implements GroupMember {
    private final CoreLinks links;
    private final Confirmations confirmations;
    private final MqttCounters counters;
    private final int core;
    private final long membership;
    private final long session;
    private final String group;
    private final int queueMax;
    private final MutableDirectBuffer message = new ExpandableArrayBuffer(256);
    private boolean connected;
    private int window;
    private int unfinished;

    /**
     * @param queueMax messages given and not finished with; more are dropped
     */
    RemoteMember(
            CoreLinks links,
            Confirmations confirmations,
            MqttCounters counters,
            int core,
            long membership,
            long session,
            String group,
            int queueMax) {
        this.links = links;
        this.confirmations = confirmations;
        this.counters = counters;
        this.core = core;
        this.membership = membership;
        this.session = session;
        this.group = group;
        this.queueMax = queueMax;
    }

    /**
     * @param newWindow what its client takes unacknowledged; 0 while it is away
     */
    void presence(int newWindow) {
        connected = newWindow > 0;
        window = newWindow;
    }

    /** One message that was given is acknowledged, dropped or came back. */
    void finished() {
        if (unfinished == 0) {
            throw new IllegalStateException("more came back from a member than it was given");
        }
        unfinished--;
    }

    String group() {
        return group;
    }

    @Override
    public long number() {
        return session;
    }

    @Override
    public boolean keeps() {
        return true;
    }

    @Override
    public boolean isConnected() {
        return connected;
    }

    @Override
    public boolean isReady(int qos) {
        return connected && (qos == 0 || unfinished < window) && links.hasRoom(core, 0);
    }

    @Override
    public void accept(
            Publication publication, int qos, boolean retain, int[] identifiers, Origin origin) {
        int bytes = Gift.lengthOf(group, publication);
        if (qos == 0 && (!connected || !links.hasRoom(core, bytes))) {
            if (connected) {
                counters.dropped(DropReason.RING_FULL);
            }
            return;
        }
        if (qos > 0 && unfinished >= queueMax) {
            counters.dropped(DropReason.QUEUE_FULL);
            return;
        }
        int identifier = identifiers.length == 0 ? 0 : identifiers[0];
        int length = Gift.write(message, membership, group, qos, retain, identifier, publication);
        long confirmation = 0;
        if (qos > 0) {
            unfinished++;
            confirmation = confirmations.next();
            confirmations.given(core, confirmation);
        }
        links.post(core, CoreMessage.GROUP_GIVE, confirmation, message, 0, length);
    }
}
