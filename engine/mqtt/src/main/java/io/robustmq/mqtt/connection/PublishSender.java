package io.robustmq.mqtt.connection;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.PacketType;
import io.robustmq.codec.mqtt.encode.PublishEncoder;
import io.robustmq.kernel.message.Publication;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.publish.LargeBodies;
import io.robustmq.mqtt.publish.PublishForms;
import io.robustmq.mqtt.session.ClientLink;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreClock;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.memory.SharedBody;
import io.robustmq.transport.net.Connection;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a PUBLISH into a client's output: the form that all clients of its kind get, or one that
 * is this client's alone, with its subscription identifiers and its topic aliases.
 */
@OwnedBy(Core.class)
final class PublishSender {
    private final PublishEncoder encoder = new PublishEncoder();
    private final CoreClock clock;
    private final MqttCounters counters;
    private final LargeBodies bodies;
    private final PublishForms forms;

    PublishSender(CoreClock clock, MqttCounters counters, LargeBodies bodies, PublishForms forms) {
        this.bodies = bodies;
        this.clock = clock;
        this.counters = counters;
        this.forms = forms;
    }

    /**
     * The same bytes for all, but for flags and identifier.
     *
     * @return as {@link ClientLink#sendPublish}
     */
    int sendForm(
            Connection connection,
            ClientTerms terms,
            Publication publication,
            int flags,
            int packetId) {
        int qos = qosOf(flags);
        boolean v5 = terms.version() == MqttVersion.V5;
        PublishForms.Form form = forms.of(publication, v5, qos > 0, clock.nowMs());
        int length = form.length();
        if (length > terms.maximumPacketSize()) {
            return ClientLink.TOO_LARGE;
        }
        int headLength = form.headLength();
        int at = connection.claim(headLength);
        if (at < 0) {
            return ClientLink.BACK_PRESSURED;
        }
        MutableDirectBuffer output = connection.output();
        output.putBytes(at, form.buffer(), form.offset(), headLength);
        output.putByte(at, (byte) (PacketType.PUBLISH << 4 | flags));
        if (qos > 0) {
            output.putShort(at + form.idAt(), (short) packetId, BIG_ENDIAN);
        }
        SharedBody body = form.body();
        if (body != null) {
            connection.appendBody(body);
        }
        counters.sent(qos, length);
        return ClientLink.SENT;
    }

    /**
     * @param aliases null when the client takes none
     * @return as {@link ClientLink#sendPublish}
     */
    int send(
            Connection connection,
            ClientTerms terms,
            @Nullable OutboundAliases aliases,
            Publication publication,
            int flags,
            int packetId,
            int[] identifiers) {
        PublishForms.message(encoder, publication, clock.nowMs());
        encoder.subscriptionIdentifiers(identifiers, identifiers.length);
        boolean isNewAlias = aliases != null && useAlias(aliases, publication);
        int qos = qosOf(flags);
        int length = encoder.length(terms.version(), qos);
        if (length > terms.maximumPacketSize()) {
            return ClientLink.TOO_LARGE;
        }
        SharedBody body = bodies.of(publication);
        int at = connection.claim(body == null ? length : encoder.headLength());
        if (at < 0) {
            return ClientLink.BACK_PRESSURED;
        }
        if (body == null) {
            encoder.encode(connection.output(), at, flags, packetId);
        } else {
            encoder.encodeHead(connection.output(), at, flags, packetId);
            connection.appendBody(body);
        }
        if (isNewAlias && aliases != null) {
            aliases.assigned(
                    publication.topicBuffer(),
                    publication.topicOffset(),
                    publication.topicLength());
        }
        counters.sent(qos, length);
        return ClientLink.SENT;
    }

    private static int qosOf(int flags) {
        return flags >> 1 & 0b11;
    }

    /**
     * @return true when the packet introduces an alias, to be remembered once it is written
     */
    private boolean useAlias(OutboundAliases aliases, Publication publication) {
        int known =
                aliases.find(
                        publication.topicBuffer(),
                        publication.topicOffset(),
                        publication.topicLength());
        if (known != OutboundAliases.NONE) {
            encoder.topicAlias(known, true);
            return false;
        }
        int next = aliases.next();
        if (next != OutboundAliases.NONE) {
            encoder.topicAlias(next, false);
            return true;
        }
        return false;
    }
}
