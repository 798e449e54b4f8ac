package io.robustmq.mqtt.publish;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.encode.PublishEncoder;
import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.memory.SharedBody;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A publication as the packets its subscribers get, each form encoded once however many take it:
 * 3.x or 5.0, with or without a packet identifier. A subscriber copies the form and patches first
 * byte and identifier.
 *
 * <p>A packet that came in the form it goes out in is not encoded at all: its own bytes are the
 * form.
 */
@OwnedBy(Core.class)
public final class PublishForms {
    private static final int TOPIC_LENGTH_BYTES = 2;
    private static final int FIRST_CAPACITY = 4096;

    private final Form[] forms = {new Form(), new Form(), new Form(), new Form()};
    private final PublishEncoder encoder = new PublishEncoder();
    private final LargeBodies bodies;

    public PublishForms(LargeBodies bodies) {
        this.bodies = bodies;
    }

    /**
     * Says that a publication's packet arrived in exactly this form: no alias, no properties, not
     * retained.
     */
    public void arrivedAs(
            Publication publication,
            boolean v5,
            boolean withId,
            DirectBuffer packet,
            int packetAt,
            int packetLength,
            int bodyAt) {
        Form form = forms[index(v5, withId)];
        if (bodies.isLarge(publication.payloadLength())) {
            return;
        }
        form.publication = publication;
        form.generation = publication.generation();
        form.body = null;
        form.buffer = packet;
        form.offset = packetAt;
        form.length = packetLength;
        form.headLength = packetLength;
        form.idAt = bodyAt - packetAt + TOPIC_LENGTH_BYTES + publication.topicLength();
    }

    /**
     * @param nowMs what an expiry is counted from
     * @return valid until the next publication
     */
    public Form of(Publication publication, boolean v5, boolean withId, long nowMs) {
        Form form = forms[index(v5, withId)];
        if (form.publication != publication || form.generation != publication.generation()) {
            encode(form, publication, v5, withId, nowMs);
        }
        return form;
    }

    private void encode(
            Form form, Publication publication, boolean v5, boolean withId, long nowMs) {
        MqttVersion version = v5 ? MqttVersion.V5 : MqttVersion.V3_1_1;
        int qos = withId ? 1 : 0;
        message(encoder, publication, nowMs);
        form.length = encoder.length(version, qos);
        form.idAt = idAt(form.length, publication.topicLength());
        int flags = PublishEncoder.flags(false, qos, false);
        form.body = bodies.of(publication);
        if (form.body == null) {
            form.headLength = form.length;
            encoder.encode(form.scratch, 0, flags, 0);
        } else {
            form.headLength = encoder.headLength();
            encoder.encodeHead(form.scratch, 0, flags, 0);
        }
        form.buffer = form.scratch;
        form.offset = 0;
        form.generation = publication.generation();
        form.publication = publication;
    }

    /** Sets an encoder's message; the receiver's own parts follow. */
    public static void message(PublishEncoder encoder, Publication publication, long nowMs) {
        encoder.topic(
                        publication.topicBuffer(),
                        publication.topicOffset(),
                        publication.topicLength())
                .properties(
                        publication.propertiesBuffer(),
                        publication.propertiesOffset(),
                        publication.propertiesLength())
                .payload(
                        publication.payloadBuffer(),
                        publication.payloadOffset(),
                        publication.payloadLength())
                .messageExpiryS(secondsLeft(publication, nowMs));
    }

    /** [MQTT-3.3.2-6] what was published less the time the message waited. */
    private static long secondsLeft(Publication publication, long nowMs) {
        if (publication.expiresAtMs() == Message.NEVER) {
            return PublishEncoder.NO_EXPIRY;
        }
        long leftMs = Math.max(0, publication.expiresAtMs() - nowMs);
        return TimeUnit.MILLISECONDS.toSeconds(leftMs + 999);
    }

    /** Behind first byte, remaining length and topic. */
    private static int idAt(int packetLength, int topicLength) {
        int lengthBytes =
                packetLength <= 129
                        ? 1
                        : packetLength <= 16_386 ? 2 : packetLength <= 2_097_155 ? 3 : 4;
        return 1 + lengthBytes + TOPIC_LENGTH_BYTES + topicLength;
    }

    private static int index(boolean v5, boolean withId) {
        return (v5 ? 2 : 0) + (withId ? 1 : 0);
    }

    /** One encoding of the publication. */
    public static final class Form {
        private final ExpandableDirectByteBuffer scratch =
                new ExpandableDirectByteBuffer(FIRST_CAPACITY);
        private DirectBuffer buffer = scratch;
        private @Nullable Publication publication;
        private long generation = -1;
        private int offset;
        private int length;
        private int headLength;
        private int idAt;
        private @Nullable SharedBody body;

        public DirectBuffer buffer() {
            return buffer;
        }

        public int offset() {
            return offset;
        }

        /** Bytes of the whole packet. */
        public int length() {
            return length;
        }

        /** Bytes to copy: the whole packet, or all before a {@link #body}. */
        public int headLength() {
            return headLength;
        }

        /**
         * A payload too large to copy for each subscriber; null when the packet is all in the
         * buffer.
         */
        public @Nullable SharedBody body() {
            return body;
        }

        /**
         * Where the packet identifier stands, from the packet's first byte on; of a form that has
         * one.
         */
        public int idAt() {
            return idAt;
        }
    }
}
