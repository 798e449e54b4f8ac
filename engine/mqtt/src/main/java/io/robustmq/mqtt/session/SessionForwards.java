package io.robustmq.mqtt.session;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.kernel.forward.ForwardFlyweight;
import io.robustmq.kernel.forward.Forwards;
import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Messages that change their sender's durable session in the event that begins them: a QoS 2
 * message whose identifier is taken, a will that is fired. The event's owner is the session:
 *
 * <pre>
 * TAKEN        | packet identifier, short, unsigned | client id, the rest |    little-endian
 * WILL_FIRED   | client id |
 * </pre>
 */
@OwnedBy(Core.class)
public final class SessionForwards {
    /** Purposes, next to that of delayed messages; part of the data directory's format. */
    public static final int TAKEN = 1;

    public static final int WILL_FIRED = 2;
    public static final int NO_OWNER = 4;

    /** Of what goes between shared groups and members: nothing happens to whom it is from. */
    public static final int GIVEN = 5;

    public static final int RETURNED = 6;

    private final Forwards forwards;
    private final Sessions sessions;
    private final MutableDirectBuffer owner = new ExpandableArrayBuffer(64);

    public SessionForwards(Forwards forwards, Sessions sessions) {
        this.forwards = forwards;
        this.sessions = sessions;
    }

    /**
     * A QoS 2 message of a durable session, whose identifier is not {@link MqttSession#hasTaken}.
     */
    public void take(MqttSession session, int packetId, Publication publication) {
        byte[] clientId = session.journaled().clientId();
        owner.putShort(0, (short) packetId, LITTLE_ENDIAN);
        owner.putBytes(Short.BYTES, clientId);
        int shard = session.journaled().shard();
        long sequence =
                forwards.begin(shard, TAKEN, owner, Short.BYTES + clientId.length, publication);
        session.state().taken(packetId);
        forwards.send(shard, sequence, publication);
    }

    /**
     * A will of a durable session that somebody is to keep; the session may be over by now, or have
     * another will.
     */
    public void fire(MqttSession session, Will will, Publication publication) {
        int shard = session.journaled().shard();
        long sequence;
        if (session.will() == will && !session.isOver()) {
            byte[] clientId = session.journaled().clientId();
            owner.putBytes(0, clientId);
            sequence = forwards.begin(shard, WILL_FIRED, owner, clientId.length, publication);
            session.state().willCleared();
        } else {
            sequence = forwards.begin(shard, NO_OWNER, owner, 0, publication);
        }
        forwards.send(shard, sequence, publication);
    }

    /** A message that is sent once, behind those before it. */
    public void sendOnce(Publication publication) {
        forwards.send(0, Message.NOT_FORWARDED, publication);
    }

    /** Applies what an event found in the journal did to its session. */
    public void replay(DirectBuffer event, int offset) {
        int ownerAt = ForwardFlyweight.ownerAt(offset);
        int ownerLength = ForwardFlyweight.ownerLength(event, offset);
        int purpose = ForwardFlyweight.purpose(event, offset);
        switch (purpose) {
            case TAKEN ->
                    state(event, ownerAt + Short.BYTES, ownerLength - Short.BYTES)
                            .taken(event.getShort(ownerAt, LITTLE_ENDIAN) & 0xFFFF);
            case WILL_FIRED -> state(event, ownerAt, ownerLength).willCleared();
            case NO_OWNER, GIVEN, RETURNED -> {}
            default -> throw new IllegalStateException("no forward has purpose " + purpose);
        }
    }

    private SessionState state(DirectBuffer event, int at, int length) {
        return sessions.recovered(event.getStringWithoutLengthUtf8(at, length)).state();
    }
}
