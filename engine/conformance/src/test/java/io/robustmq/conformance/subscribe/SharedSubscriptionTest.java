package io.robustmq.conformance.subscribe;

import static io.robustmq.conformance.wire.Bytes.bytes;
import static io.robustmq.conformance.wire.Bytes.packet;
import static io.robustmq.conformance.wire.Bytes.string;
import static io.robustmq.conformance.wire.Bytes.u16;
import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.statements.Statement;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.EveryVersion;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.MqttVersion;
import io.robustmq.conformance.wire.Packet;
import io.robustmq.conformance.wire.Packet.Publication;
import io.robustmq.conformance.wire.Property;
import io.robustmq.conformance.wire.Publish;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * $share/group/filter: each message to one member (MQTT 5.0 §4.8.2). The default strategy is
 * round-robin.
 */
@ExtendWith(BrokerExtension.class)
class SharedSubscriptionTest {
    private static final int MESSAGES = 40;

    private final TestBroker broker;

    SharedSubscriptionTest(TestBroker broker) {
        this.broker = broker;
    }

    @EveryVersion
    @Statement({"MQTT5:4.8.2-1", "MQTT5:4.8.2-2"})
    void shouldDeliverEachMessageToOneMember(MqttVersion version) {
        String topic = Names.topic();
        String filter = "$share/" + Names.group() + "/" + topic;
        List<MqttClient> members =
                List.of(
                        broker.connect(version).subscribe(filter, 1),
                        broker.connect(version).subscribe(filter, 1),
                        broker.connect(version).subscribe(filter, 1));
        MqttClient publisher = broker.connect(version);
        for (int i = 0; i < MESSAGES; i++) {
            publisher.publish(Publish.to(topic, "n" + i).qos(1));
        }

        assertThat(received(members, MESSAGES)).doesNotHaveDuplicates().hasSize(MESSAGES);
    }

    @Test
    void shouldDeliverToEachGroupAndToPlainSubscriptions() {
        String topic = Names.topic();
        MqttClient one = broker.connect(V5).subscribe("$share/" + Names.group() + "/" + topic, 0);
        MqttClient two = broker.connect(V5).subscribe("$share/" + Names.group() + "/" + topic, 0);
        MqttClient plain = broker.connect(V5).subscribe(topic, 0);

        broker.connect(V5).publish(topic, "to each");

        for (MqttClient each : List.of(one, two, plain)) {
            each.expect(topic, "to each");
            each.expectSilence();
        }
    }

    @Test
    void shouldTellGroupsApartByNameAndFilter() {
        String topic = Names.topic();
        String group = Names.group();
        MqttClient one = broker.connect(V5).subscribe("$share/" + group + "/" + topic + "/+", 0);
        MqttClient two = broker.connect(V5).subscribe("$share/" + group + "/" + topic + "/#", 0);

        broker.connect(V5).publish(topic + "/a", "to each");

        one.expect(topic + "/a", "to each");
        two.expect(topic + "/a", "to each");
    }

    @EveryVersion
    @Statement({"MQTT5:4.8.2-1", "MQTT5:4.8.2-2"})
    void shouldNotAcceptAGroupWithoutNameOrFilter(MqttVersion version) {
        for (String filter :
                new String[] {
                    "$share//t",
                    "$share/g",
                    "$share/g/",
                    "$share/+/t",
                    "$share/#/t",
                    "$share/g+/t",
                    "$share/"
                }) {
            MqttClient client = broker.connect(version);

            client.wire()
                    .send(packet(0x82, u16(1), version.noProperties(), string(filter), bytes(0)));

            client.wire().expectFilterRejected(version);
        }
    }

    @Test
    @Statement("MQTT5:4.8.2-3")
    void shouldRespectTheQosOfEachMember() {
        String topic = Names.topic();
        String filter = "$share/" + Names.group() + "/" + topic;
        MqttClient one = broker.connect(V5).subscribe(filter, 1);
        MqttClient publisher = broker.connect(V5);

        publisher.publish(Publish.to(topic, "to QoS 1").qos(2));
        assertThat(one.expect(topic, "to QoS 1").qos()).isEqualTo(1);
        one.unsubscribe(filter);
        MqttClient zero = broker.connect(V5).subscribe(filter, 0);
        publisher.publish(Publish.to(topic, "to QoS 0").qos(2));

        assertThat(zero.expect(topic, "to QoS 0").qos()).isZero();
    }

    @Test
    void shouldGoOnWithTheOthersWhenAMemberUnsubscribes() {
        String topic = Names.topic();
        String filter = "$share/" + Names.group() + "/" + topic;
        MqttClient leaving = broker.connect(V5).subscribe(filter, 1);
        MqttClient staying = broker.connect(V5).subscribe(filter, 1);
        leaving.unsubscribe(filter);
        MqttClient publisher = broker.connect(V5);
        for (int i = 0; i < MESSAGES; i++) {
            publisher.publish(Publish.to(topic, "n" + i).qos(1));

            staying.expect(topic, "n" + i);
        }
        leaving.expectSilence();
    }

    @Test
    void shouldLoseNothingWhenAMemberVanishes() {
        // What a member of a session without expiry did not acknowledge goes to the others.
        String topic = Names.topic();
        String filter = "$share/" + Names.group() + "/" + topic;
        MqttClient vanishing = broker.connect(V5).subscribe(filter, 1);
        MqttClient staying = broker.connect(V5).subscribe(filter, 1);
        MqttClient publisher = broker.connect(V5);
        for (int i = 0; i < MESSAGES; i++) {
            publisher.publish(Publish.to(topic, "n" + i).qos(1));
        }

        vanishing.receive(); // And never acknowledged.
        vanishing.close();

        Set<String> got = new HashSet<>();
        while (got.size() < MESSAGES) {
            Publication publication = staying.receive();
            staying.acknowledge(publication);
            got.add(publication.text());
        }
        staying.expectSilence();
    }

    @Test
    @Statement("MQTT5:4.8.2-4")
    void shouldCompleteQos2WithTheMemberItBeganWith() {
        String topic = Names.topic();
        String filter = "$share/" + Names.group() + "/" + topic;
        String id = Names.clientId();
        MqttClient member = broker.connect(Connect.as(V5, id).durable()).subscribe(filter, 2);
        broker.connect(V5).publish(Publish.to(topic, "begun").qos(2));
        Publication begun = member.receive();
        MqttClient other = broker.connect(V5).subscribe(filter, 2);
        member.close();

        other.expectSilence();
        Publication again = broker.connect(Connect.as(V5, id).durable()).expect(topic, "begun");

        assertThat(again.id()).isEqualTo(begun.id());
        assertThat(again.dup()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Statement("MQTT5:4.8.2-5")
    void shouldNotGiveABegunQos2MessageToAnotherMember(boolean received) {
        String topic = Names.topic();
        String filter = "$share/" + Names.group() + "/" + topic;
        MqttClient member = broker.connect(V5).subscribe(filter, 2);
        broker.connect(V5).publish(Publish.to(topic, "begun").qos(2));
        Publication begun = member.receive();
        MqttClient other = broker.connect(V5).subscribe(filter, 2);
        if (received) {
            member.wire().send(packet(0x50, u16(begun.id())));
            assertThat(member.wire().receive().type()).isEqualTo(Packet.PUBREL);
        }

        member.close(); // Its session has no expiry and ends here.

        other.expectSilence();
    }

    @Test
    @Statement("MQTT5:4.8.2-6")
    void shouldNotGiveARefusedMessageToAnotherMember() {
        String topic = Names.topic();
        String filter = "$share/" + Names.group() + "/" + topic;
        MqttClient member = broker.connect(V5).subscribe(filter, 2);
        MqttClient publisher = broker.connect(V5);
        publisher.publish(Publish.to(topic, "one").qos(1)).publish(Publish.to(topic, "two").qos(2));
        int one = member.receive().id();
        int two = member.receive().id();
        MqttClient other = broker.connect(V5).subscribe(filter, 2);

        member.wire()
                .send(packet(0x40, u16(one), bytes(0x80)), packet(0x50, u16(two), bytes(0x80)));
        member.ping().close();

        other.expectSilence();
    }

    @Test
    void shouldTakeTurns() {
        String topic = Names.topic();
        String filter = "$share/" + Names.group() + "/" + topic;
        MqttClient one = broker.connect(V5).subscribe(filter, 0);
        MqttClient two = broker.connect(V5).subscribe(filter, 0);
        MqttClient publisher = broker.connect(V5);

        for (int i = 0; i < 10; i++) {
            publisher.publish(topic, "n" + i);
        }

        for (int i = 0; i < 5; i++) {
            one.receive();
            two.receive();
        }
        one.expectSilence();
        two.expectSilence();
    }

    @Test
    void shouldSendASharedSubscriptionsIdentifier() {
        String topic = Names.topic();
        MqttClient member =
                broker.connect(V5).subscribe("$share/" + Names.group() + "/" + topic, 1, 9);

        broker.connect(V5).publish(Publish.to(topic, "x").qos(1));

        assertThat(member.expect(topic, "x").properties().numbers(Property.SUBSCRIPTION_ID))
                .containsExactly(9L);
    }

    private static List<String> received(List<MqttClient> members, int count) {
        List<String> payloads = new ArrayList<>();
        for (MqttClient member : members) {
            List<Publication> own = member.receiveAvailable();
            own.forEach(member::acknowledge);
            own.forEach(each -> payloads.add(each.text()));
        }
        assertThat(payloads).hasSize(count);
        return payloads;
    }
}
