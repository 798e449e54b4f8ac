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
import org.agrona.concurrent.UnsafeBuffer;

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
    private final GroupJoin self;
    private final byte[] address;
    private final UnsafeBuffer options;
    private final GroupMail.ToMember way;
    private final int queueMax;
    private final MutableDirectBuffer message = new ExpandableArrayBuffer(256);
    private boolean connected;
    private int window;
    private int unfinished;

    /**
     * @param core the session's
     * @param self as it joined first
     * @param queueMax messages given and not finished with; more are dropped
     */
    RemoteMember(
            CoreLinks links,
            Confirmations confirmations,
            MqttCounters counters,
            GroupMail mail,
            int core,
            GroupJoin self,
            int queueMax) {
        this.links = links;
        this.confirmations = confirmations;
        this.counters = counters;
        this.core = core;
        this.self = self;
        this.address = GiftAddress.of(self.group(), self.clientId());
        this.options = new UnsafeBuffer(address);
        this.way = mail.way(self.group(), self.clientId(), self.membership());
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
        return self.group();
    }

    @Override
    public long number() {
        return self.session();
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
            Publication publication,
            int qos,
            boolean retain,
            int[] identifiers,
            Origin origin,
            boolean once) {
        GiftAddress.setOptions(options, qos, retain, identifiers.length == 0 ? 0 : identifiers[0]);
        if (qos == 0) {
            acceptUnlessBehind(publication);
        } else if (unfinished >= queueMax) {
            counters.dropped(DropReason.QUEUE_FULL);
        } else {
            unfinished++;
            if (once) {
                way.give(address, publication);
            } else {
                long confirmation = confirmations.next();
                confirmations.given(core, confirmation);
                post(confirmation, publication);
            }
        }
    }

    private void acceptUnlessBehind(Publication publication) {
        if (connected && links.hasRoom(core, Gift.lengthOf(address, publication))) {
            post(0, publication);
        } else if (connected) {
            counters.dropped(DropReason.RING_FULL);
        }
    }

    private void post(long confirmation, Publication publication) {
        int length = Gift.write(message, self.membership(), address, publication);
        links.post(core, CoreMessage.GROUP_GIVE, confirmation, message, 0, length);
    }
}
