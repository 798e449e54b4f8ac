package io.robustmq.mqtt.connection;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.decode.SubscribeDecoder;
import io.robustmq.codec.mqtt.decode.UnsubscribeDecoder;
import io.robustmq.codec.mqtt.encode.PropertiesWriter;
import io.robustmq.codec.mqtt.encode.SubackEncoder;
import io.robustmq.codec.mqtt.encode.UnsubackEncoder;
import io.robustmq.kernel.route.Subscription;
import io.robustmq.kernel.topic.SharedFilter;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.delayed.DelayedTopic;
import io.robustmq.mqtt.session.MqttSession;
import io.robustmq.mqtt.subscribe.Preparation;
import io.robustmq.mqtt.subscribe.Preparations;
import io.robustmq.mqtt.subscribe.RetainedReplays;
import io.robustmq.mqtt.subscribe.Subscriptions;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes SUBSCRIBE and UNSUBSCRIBE: one answer per filter, then the retained messages. One per core.
 */
@OwnedBy(Core.class)
final class SubscribeReceiver {
    private static final int QOS_MASK = 0b11;

    private final SubscribeDecoder subscribe = new SubscribeDecoder(MqttServices.PROPERTY_LIMITS);
    private final UnsubscribeDecoder unsubscribe =
            new UnsubscribeDecoder(MqttServices.PROPERTY_LIMITS);
    private final MqttConfig config;
    private final Subscriptions subscriptions;
    private final RetainedReplays replays;
    private final SysTopics sysTopics;
    private final DiskAdmission disk;
    private final @Nullable Preparations preparations;
    private final PropertiesWriter noProperties = MqttServices.scratchProperties();
    private final MutableDirectBuffer codes = new ExpandableArrayBuffer(64);
    private final List<Begun> toReplay = new ArrayList<>();

    /** The disk has no room for what the SUBSCRIBE being read would make it keep. */
    private boolean isOverQuota;

    /**
     * @param preparations null when the node has one core
     */
    SubscribeReceiver(
            MqttConfig config,
            Subscriptions subscriptions,
            RetainedReplays replays,
            SysTopics sysTopics,
            DiskAdmission disk,
            @Nullable Preparations preparations) {
        this.config = config;
        this.subscriptions = subscriptions;
        this.replays = replays;
        this.sysTopics = sysTopics;
        this.disk = disk;
        this.preparations = preparations;
    }

    void onSubscribe(ActiveClient client, DirectBuffer buffer, int bodyAt, int bodyLength)
            throws MqttViolation {
        MqttVersion version = client.version();
        subscribe.wrap(buffer, bodyAt, bodyLength, version);
        isOverQuota = client.session().isDurable() && disk.isFull();
        if (preparations != null && !isPrepared(client, buffer, preparations)) {
            return;
        }
        subscribe.wrap(buffer, bodyAt, bodyLength, version);
        toReplay.clear();
        int count = 0;
        try {
            while (subscribe.next()) {
                codes.putByte(count++, (byte) subscribeOne(client, buffer));
            }
        } finally {
            endPreparation(client, client.session());
        }
        byte[] suback = new byte[SubackEncoder.length(version, noProperties, count)];
        SubackEncoder.encode( // [MQTT-3.8.4-5], [MQTT-3.8.4-6]
                new UnsafeBuffer(suback),
                0,
                version,
                subscribe.packetId(),
                noProperties,
                codes,
                0,
                count);
        client.answer(suback);
        for (int i = 0; i < toReplay.size(); i++) {
            Begun begun = toReplay.get(i);
            replays.begin(client.session(), begun.subscription, begun.matched);
        }
    }

    /**
     * @return false when the packet was put back until the other cores are ready for it
     */
    private boolean isPrepared(ActiveClient client, DirectBuffer buffer, Preparations with)
            throws MqttViolation {
        if (client.preparation() != null) {
            return true;
        }
        List<Preparation.Wanted> wanted = new ArrayList<>();
        while (subscribe.next()) {
            String name =
                    buffer.getStringWithoutLengthUtf8(
                            subscribe.filterOffset(), subscribe.filterLength());
            SharedFilter filter = SharedFilter.parse(name, config.packets().maxTopicLevels());
            if (refusal(client, filter) == ReasonCode.SUCCESS) {
                wanted.add(
                        new Preparation.Wanted(name, filter, options(client), identifier(client)));
            }
        }
        Preparation preparation = with.prepare(client.session(), wanted);
        client.prepare(preparation);
        if (preparation.isReady()) {
            return true;
        }
        client.mqtt().putBack();
        preparation.whenReady(() -> client.prepared(preparation));
        return false;
    }

    /** The SUBSCRIBE under way is over, also when its client is. */
    void endPreparation(ActiveClient client, MqttSession session) {
        Preparation preparation = client.preparation();
        if (preparation != null && preparations != null) {
            client.prepare(null);
            preparations.end(session, preparation);
        }
    }

    private int subscribeOne(ActiveClient client, DirectBuffer buffer) throws MqttViolation {
        byte[] filter = new byte[subscribe.filterLength()];
        buffer.getBytes(subscribe.filterOffset(), filter);
        SharedFilter parsed =
                SharedFilter.parse(
                        new String(filter, StandardCharsets.UTF_8),
                        config.packets().maxTopicLevels());
        int refusal = refusal(client, parsed);
        if (refusal != ReasonCode.SUCCESS) {
            return refusal;
        }
        MqttSession session = client.session();
        Subscription subscription =
                new Subscription(session, filter, options(client), identifier(client));
        boolean isNew = session.subscription(subscription.filter()) == null;
        int code = subscriptions.subscribe(session, parsed, subscription);
        sysTopics.onSubscribed(parsed.filter());
        boolean wantsRetained =
                switch (subscription.retainHandling()) { // [MQTT-3.3.1-9] to [MQTT-3.3.1-11]
                    case 0 -> true;
                    case 1 -> isNew;
                    default -> false;
                };
        if (wantsRetained && !parsed.isShared() && !ReasonCode.isFailure(code)) {
            toReplay.add(new Begun(subscription, parsed.filter()));
        }
        return code;
    }

    /** Why the filter being read is not for this client; {@link ReasonCode#SUCCESS} when it is. */
    private int refusal(ActiveClient client, SharedFilter parsed) throws MqttViolation {
        if (!parsed.isValid()) {
            return ReasonCode.TOPIC_FILTER_INVALID;
        }
        if (client.version() == MqttVersion.V5
                && parsed.isShared()
                && subscribe.noLocal()) { // [MQTT-3.8.3-4]
            throw MqttViolation.protocolError("No Local on a shared subscription");
        }
        UnsafeBuffer matched = new UnsafeBuffer(parsed.filter().getBytes(StandardCharsets.UTF_8));
        if (DelayedTopic.is(matched, 0, matched.capacity())) { // nothing is ever published there
            return ReasonCode.TOPIC_FILTER_INVALID;
        }
        if (!client.authorizer().maySubscribe(matched, 0, matched.capacity())) {
            return ReasonCode.NOT_AUTHORIZED;
        }
        return isOverQuota ? ReasonCode.QUOTA_EXCEEDED : ReasonCode.SUCCESS;
    }

    private int options(ActiveClient client) {
        return client.version() == MqttVersion.V5
                ? subscribe.options()
                : subscribe.options() & QOS_MASK;
    }

    private int identifier(ActiveClient client) {
        return client.version() == MqttVersion.V5 ? subscribe.subscriptionIdentifier() : 0;
    }

    void onUnsubscribe(ActiveClient client, DirectBuffer buffer, int bodyAt, int bodyLength)
            throws MqttViolation {
        MqttVersion version = client.version();
        unsubscribe.wrap(buffer, bodyAt, bodyLength, version);
        int count = 0;
        while (unsubscribe.next()) {
            String filter =
                    buffer.getStringWithoutLengthUtf8(
                            unsubscribe.filterOffset(), unsubscribe.filterLength());
            boolean had = subscriptions.unsubscribe(client.session(), filter);
            codes.putByte(
                    count++,
                    (byte) (had ? ReasonCode.SUCCESS : ReasonCode.NO_SUBSCRIPTION_EXISTED));
        }
        byte[] unsuback = new byte[UnsubackEncoder.length(version, noProperties, count)];
        UnsubackEncoder.encode(
                new UnsafeBuffer(unsuback),
                0,
                version,
                unsubscribe.packetId(),
                noProperties,
                codes,
                0,
                count);
        client.answer(unsuback);
    }

    /** A subscription that wants retained messages once SUBACK is written. */
    private record Begun(Subscription subscription, String matched) {}
}
