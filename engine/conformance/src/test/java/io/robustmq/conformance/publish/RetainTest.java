package io.robustmq.conformance.publish;

import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.statements.Statement;
import io.robustmq.conformance.wire.EveryVersion;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.MqttVersion;
import io.robustmq.conformance.wire.Packet.Publication;
import io.robustmq.conformance.wire.Property;
import io.robustmq.conformance.wire.Publish;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Retained messages (MQTT 5.0 §3.3.1.3). */
@ExtendWith(BrokerExtension.class)
class RetainTest {
    private static final int RETAIN_AS_PUBLISHED = 0x08;
    private static final int ONLY_WHEN_NEW = 0x10;
    private static final int NEVER = 0x20;

    private final TestBroker broker;

    RetainTest(TestBroker broker) {
        this.broker = broker;
    }

    @EveryVersion
    @Statement({
        "MQTT5:3.3.1-5",
        "MQTT5:3.3.1-9",
        "MQTT311:3.3.1-5",
        "MQTT311:3.3.1-6",
        "MQTT311:3.3.1-8",
        "MQTT31:2.1-4"
    })
    void shouldKeepTheLastRetainedMessageWithItsQos(MqttVersion version) {
        String topic = Names.topic();
        broker.connect(version)
                .publish(Publish.to(topic, "old").qos(1).retained())
                .publish(Publish.to(topic, "new").qos(2).retained());
        for (int qos = 0; qos <= 2; qos++) {
            MqttClient late = broker.connect(version).subscribe(topic, qos);

            Publication retained = late.expect(topic, "new");
            assertThat(retained.retain()).isTrue();
            assertThat(retained.dup()).isFalse();
            assertThat(retained.qos()).isEqualTo(qos);
            late.expectSilence();
        }
    }

    @EveryVersion
    @Statement({"MQTT311:3.3.1-7", "MQTT5:3.3.1-5"})
    void shouldReplaceARetainedMessageByOneOfQos0(MqttVersion version) {
        String topic = Names.topic();
        MqttClient publisher =
                broker.connect(version).publish(Publish.to(topic, "old").qos(2).retained());

        publisher.publish(Publish.to(topic, "new").retained()).ping();

        assertThat(broker.connect(version).subscribe(topic, 2).expect(topic, "new").qos()).isZero();
    }

    @EveryVersion
    @Statement({"MQTT5:3.3.1-12", "MQTT311:3.3.1-9", "MQTT31:2.1-5"})
    void shouldForwardToEstablishedSubscriptionsWithRetain0(MqttVersion version) {
        String topic = Names.topic();
        MqttClient subscriber = broker.connect(version).subscribe(topic, 0);

        broker.connect(version).publish(Publish.to(topic, "x").retained());

        assertThat(subscriber.expect(topic, "x").retain()).isFalse();
    }

    @EveryVersion
    @Statement({"MQTT5:3.3.1-6", "MQTT5:3.3.1-7", "MQTT311:3.3.1-10", "MQTT311:3.3.1-11"})
    void shouldRemoveARetainedMessageByAnEmptyOne(MqttVersion version) {
        String topic = Names.topic();
        MqttClient subscriber = broker.connect(version).subscribe(topic, 1);
        MqttClient publisher =
                broker.connect(version).publish(Publish.to(topic, "kept").qos(1).retained());
        subscriber.expect(topic, "kept");

        publisher.publish(Publish.to(topic, "").qos(1).retained());

        Publication forwarded = subscriber.expect(topic, "");
        assertThat(forwarded.retain()).isFalse();
        broker.connect(version).subscribe(topic, 1).expectSilence();
    }

    @EveryVersion
    @Statement({"MQTT5:3.3.1-8", "MQTT311:3.3.1-12"})
    void shouldLeaveTheRetainedMessageToOthers(MqttVersion version) {
        String topic = Names.topic();
        MqttClient publisher =
                broker.connect(version).publish(Publish.to(topic, "kept").qos(1).retained());

        publisher
                .publish(Publish.to(topic, "passing").qos(1))
                .publish(Publish.to(topic, "").qos(1));

        broker.connect(version).subscribe(topic, 1).expect(topic, "kept");
        String other = Names.topic();
        publisher.publish(Publish.to(other, "passing").qos(1));
        broker.connect(version).subscribe(other, 1).expectSilence();
    }

    @EveryVersion
    @Statement({"MQTT311:3.1.2-7", "MQTT5:3.3.1-5"})
    void shouldKeepRetainedMessagesBeyondTheSession(MqttVersion version) {
        String topic = Names.topic();

        broker.connect(version).publish(Publish.to(topic, "kept").qos(1).retained()).disconnect();

        broker.connect(version).subscribe(topic, 1).expect(topic, "kept");
    }

    @EveryVersion
    @Statement({"MQTT5:3.3.1-9", "MQTT311:3.3.1-6"})
    void shouldSendEachMatchingRetainedMessage(MqttVersion version) {
        String topic = Names.topic();
        MqttClient publisher = broker.connect(version);
        List<String> topics =
                List.of(topic, topic + "/a", topic + "/a/b", topic + "/c", topic + "//");
        topics.forEach(each -> publisher.publish(Publish.to(each, each).qos(1).retained()));

        assertThat(retained(version, topic + "/#", 5)).containsExactlyInAnyOrderElementsOf(topics);
        assertThat(retained(version, topic + "/+", 2))
                .containsExactlyInAnyOrder(topic + "/a", topic + "/c");
        assertThat(retained(version, topic + "/a/#", 2))
                .containsExactlyInAnyOrder(topic + "/a", topic + "/a/b");
        assertThat(retained(version, topic + "/+/+", 2))
                .containsExactlyInAnyOrder(topic + "/a/b", topic + "//");
    }

    private Set<String> retained(MqttVersion version, String filter, int count) {
        MqttClient late = broker.connect(version).subscribe(filter, 1);
        Set<String> topics = new HashSet<>();
        for (int i = 0; i < count; i++) {
            Publication publication = late.receive();
            late.acknowledge(publication);
            topics.add(publication.topic());
        }
        late.expectSilence().disconnect();
        return topics;
    }

    @EveryVersion
    @Statement({"MQTT5:3.8.4-4", "MQTT5:3.3.1-9", "MQTT311:3.8.4-3"})
    void shouldSendRetainedMessagesAgainOnResubscribe(MqttVersion version) {
        String topic = Names.topic();
        broker.connect(version).publish(Publish.to(topic, "kept").qos(1).retained());
        MqttClient subscriber = broker.connect(version).subscribe(topic, 0);
        subscriber.expect(topic, "kept");

        subscriber.subscribe(topic, 1);

        assertThat(subscriber.expect(topic, "kept").qos()).isEqualTo(1);
    }

    @Test
    @Statement("MQTT5:3.3.1-10")
    void shouldSendRetainedMessagesOnlyToANewSubscription() {
        String topic = Names.topic();
        broker.connect(V5).publish(Publish.to(topic, "kept").qos(1).retained());
        MqttClient subscriber = broker.connect(V5);

        subscriber.subscribe(topic, 1 | ONLY_WHEN_NEW).expect(topic, "kept");

        subscriber.subscribe(topic, 0 | ONLY_WHEN_NEW).expectSilence();
        subscriber.unsubscribe(topic);
        subscriber.subscribe(topic, 1 | ONLY_WHEN_NEW).expect(topic, "kept");
    }

    @Test
    @Statement("MQTT5:3.3.1-11")
    void shouldNotSendRetainedMessagesWhenAskedNotTo() {
        String topic = Names.topic();
        MqttClient publisher =
                broker.connect(V5).publish(Publish.to(topic, "kept").qos(1).retained());
        MqttClient subscriber = broker.connect(V5).subscribe(topic, 1 | NEVER).expectSilence();

        publisher.publish(Publish.to(topic, "live").qos(1));

        subscriber.expect(topic, "live");
    }

    @Test
    @Statement({"MQTT5:3.3.1-12", "MQTT5:3.3.1-13"})
    void shouldForwardRetainAsPublished() {
        String topic = Names.topic();
        MqttClient asPublished = broker.connect(V5).subscribe(topic, RETAIN_AS_PUBLISHED);
        MqttClient plain = broker.connect(V5).subscribe(topic, 0);
        MqttClient publisher = broker.connect(V5);

        publisher.publish(Publish.to(topic, "kept").retained()).publish(Publish.to(topic, "live"));

        assertThat(asPublished.expect(topic, "kept").retain()).isTrue();
        assertThat(asPublished.expect(topic, "live").retain()).isFalse();
        assertThat(plain.expect(topic, "kept").retain()).isFalse();
        assertThat(plain.expect(topic, "live").retain()).isFalse();
    }

    @Test
    void shouldNotSendRetainedMessagesToASharedSubscription() {
        String topic = Names.topic(); // §4.8.2
        broker.connect(V5).publish(Publish.to(topic, "kept").qos(1).retained());

        broker.connect(V5).subscribe("$share/" + Names.group() + "/" + topic, 1).expectSilence();
    }

    @Test
    @Statement({"MQTT5:3.3.2-5", "MQTT5:3.3.2-6"})
    void shouldLetRetainedMessagesExpire() {
        String topic = Names.topic();
        MqttClient publisher = broker.connect(V5);
        publisher.publish(
                Publish.to(topic, "short").qos(1).retained().with(Property.messageExpiry(1)));

        publisher.wire().expectSilence(1_800);

        broker.connect(V5).subscribe(topic, 1).expectSilence();
    }

    @Test
    @Statement("MQTT5:3.3.2-6")
    void shouldCountDownTheExpiryOfARetainedMessage() {
        String topic = Names.topic();
        MqttClient publisher = broker.connect(V5);
        publisher.publish(
                Publish.to(topic, "long").qos(1).retained().with(Property.messageExpiry(100)));

        publisher.wire().expectSilence(1_200);

        Publication kept = broker.connect(V5).subscribe(topic, 1).expect(topic, "long");
        assertThat(kept.properties().number(Property.MESSAGE_EXPIRY)).isBetween(80L, 99L);
    }
}
