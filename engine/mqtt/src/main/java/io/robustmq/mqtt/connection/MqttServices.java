package io.robustmq.mqtt.connection;

import io.robustmq.codec.mqtt.decode.FixedHeader;
import io.robustmq.codec.mqtt.decode.PropertyLimits;
import io.robustmq.codec.mqtt.encode.PropertiesWriter;
import io.robustmq.kernel.forward.Forwards;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.session.Sessions;
import io.robustmq.security.Authenticator;
import io.robustmq.transport.core.Core;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What all MQTT connections of one core share; made once by {@link MqttCore}, touched by the core's
 * thread only.
 *
 * @param header of the packet being read
 * @param properties scratch for the packet being written
 * @param copyLimitBytes longer payloads are shared among outputs, and taken as they arrive
 * @param neighbours null when the node has one core
 */
record MqttServices(
        Core core,
        MqttConfig config,
        Authenticator authenticator,
        MqttCounters counters,
        Sessions sessions,
        HeldAcks heldAcks,
        Admission admission,
        OpenConnections openConnections,
        ClientIds clientIds,
        SharedTerms terms,
        ConnectReader connectReader,
        AuthPackets authPackets,
        PublishReceiver publishReceiver,
        PublishSender publishSender,
        SubscribeReceiver subscribeReceiver,
        AckReceiver ackReceiver,
        FixedHeader header,
        PropertiesWriter properties,
        ArrivingPublishes arrivingPublishes,
        DiskAdmission disk,
        QueueAdmission queues,
        Turns turns,
        LongMatches longMatches,
        int copyLimitBytes,
        Forwards forwards,
        @Nullable Neighbours neighbours) {

    /** User properties a packet may have; more is refused before they are read. */
    static final int MAX_USER_PROPERTIES = 256;

    /** Bytes of all properties of one packet. */
    static final int MAX_PROPERTY_BYTES = 64 << 10;

    static final PropertyLimits PROPERTY_LIMITS =
            new PropertyLimits(MAX_PROPERTY_BYTES, MAX_USER_PROPERTIES);

    /** Longest packet that is no PUBLISH: what a SUBSCRIBE to thousands of filters takes. */
    private static final int OTHER_PACKET_BYTES_MAX = 1 << 20;

    /** Longest packet that is carried until it is whole, of all types but PUBLISH. */
    int carriedPacketBytesMax() {
        return Math.min(config.packets().maxBytes(), OTHER_PACKET_BYTES_MAX);
    }

    /**
     * What an accepted connection carries at most from one read to the next: such a packet, or the
     * head of a PUBLISH and a payload that is small enough to be copied.
     */
    int carryBytesMax() {
        return Math.max(
                carriedPacketBytesMax(),
                Math.min(
                        config.packets().maxBytes(),
                        ArrivingPublish.HEAD_BYTES_MAX + copyLimitBytes));
    }

    static PropertiesWriter scratchProperties() {
        return new PropertiesWriter(new ExpandableArrayBuffer(1024));
    }
}
