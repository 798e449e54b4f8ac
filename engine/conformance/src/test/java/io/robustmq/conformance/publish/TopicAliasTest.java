package io.robustmq.conformance.publish;

import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.statements.Statement;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.Packet.Publication;
import io.robustmq.conformance.wire.Property;
import io.robustmq.conformance.wire.Publish;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Topic aliases in both directions (MQTT 5.0 §3.3.2.3.4). */
@ExtendWith(BrokerExtension.class)
class TopicAliasTest {
    private final TestBroker broker;

    TopicAliasTest(TestBroker broker) {
        this.broker = broker;
    }

    @Test
    @Statement("MQTT5:3.3.2-12")
    void shouldAcceptEachAliasUpToItsMaximum() {
        MqttClient publisher = broker.connect(V5);
        int maximum =
                (int) publisher.connack().properties().number(Property.TOPIC_ALIAS_MAXIMUM, 0);
        String topic = Names.topic();
        MqttClient subscriber = broker.connect(V5).subscribe(topic + "/#", 0);
        assertThat(maximum).as("the broker offers aliases").isPositive();
        for (int alias : new int[] {1, maximum}) {
            publisher.publish(
                    Publish.to(topic + "/" + alias, "named").with(Property.topicAlias(alias)));
            publisher.publish(Publish.to("", "aliased").with(Property.topicAlias(alias)));

            subscriber.expect(topic + "/" + alias, "named");
            Publication aliased = subscriber.expect(topic + "/" + alias, "aliased");
            assertThat(aliased.properties().has(Property.TOPIC_ALIAS)).isFalse();
        }
    }

    @Test
    void shouldFollowAnAliasToItsNewTopic() {
        String topic = Names.topic();
        MqttClient client = broker.connect(V5).subscribe(topic + "/+", 1);
        for (String each : new String[] {topic + "/a", topic + "/b"}) {
            client.publish(Publish.to(each, "named").qos(1).with(Property.topicAlias(1)));
            client.expect(each, "named");
            client.publish(Publish.to("", "aliased").qos(1).with(Property.topicAlias(1)));
            client.expect(each, "aliased");
        }
    }

    @Test
    @Statement({"MQTT5:3.3.2-8", "MQTT5:4.13.1-1"})
    void shouldThrowOutOnAlias0OrAboveTheMaximum() {
        MqttClient client = broker.connect(V5);
        int maximum = (int) client.connack().properties().number(Property.TOPIC_ALIAS_MAXIMUM, 0);

        client.send(Publish.to("t", "x").with(Property.topicAlias(0)))
                .wire()
                .expectDisconnect(0x94, 0x82, 0x81);
        broker.connect(V5)
                .send(Publish.to("t", "x").with(Property.topicAlias(maximum + 1)))
                .wire()
                .expectDisconnect(0x94);
    }

    @Test
    void shouldThrowOutOnAnAliasOfNoTopic() {
        // §3.3.2.1: a protocol error.
        broker.connect(V5)
                .send(Publish.to("", "x").with(Property.topicAlias(1)))
                .wire()
                .expectDisconnect(0x82);
    }

    @Test
    @Statement("MQTT5:3.3.2-7")
    void shouldForgetAliasesWithTheConnection() {
        String id = Names.clientId();
        MqttClient first = broker.connect(Connect.as(V5, id).durable());
        first.publish(Publish.to(Names.topic(), "x").with(Property.topicAlias(1))).disconnect();

        MqttClient second = broker.connect(Connect.as(V5, id).durable());

        second.send(Publish.to("", "x").with(Property.topicAlias(1))).wire().expectDisconnect(0x82);
    }

    @Test
    @Statement("MQTT5:3.1.2-27")
    void shouldSendNoAliasUnasked() {
        String topic = Names.topic();
        for (Connect connect :
                List.of(
                        Connect.as(V5, Names.clientId()),
                        Connect.as(V5, Names.clientId()).with(Property.topicAliasMaximum(0)))) {
            MqttClient client = broker.connect(connect).subscribe(topic, 0);
            for (int i = 0; i < 3; i++) {
                client.publish(topic, "x");

                assertThat(client.expect(topic, "x").properties().has(Property.TOPIC_ALIAS))
                        .isFalse();
            }
        }
    }

    @Test
    @Statement({"MQTT5:3.1.2-26", "MQTT5:3.3.2-11", "MQTT5:3.3.2-8"})
    void shouldSendAliasesWithinTheClientsMaximum() {
        String topic = Names.topic();
        MqttClient subscriber =
                broker.connect(Connect.as(V5, Names.clientId()).with(Property.topicAliasMaximum(2)))
                        .subscribe(topic + "/#", 1);
        MqttClient publisher = broker.connect(V5);
        Map<Long, String> aliases = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            String sent = topic + "/" + i % 5;
            publisher.publish(Publish.to(sent, "n" + i).qos(1));

            Publication got = subscriber.receive();
            subscriber.acknowledge(got);
            String name = got.topic();
            if (got.properties().has(Property.TOPIC_ALIAS)) {
                long alias = got.properties().number(Property.TOPIC_ALIAS);
                assertThat(alias).isBetween(1L, 2L);
                name = name.isEmpty() ? aliases.get(alias) : name;
                aliases.put(alias, name);
            }
            assertThat(name).isEqualTo(sent);
            assertThat(got.text()).isEqualTo("n" + i);
        }
    }

    @Test
    @Statement("MQTT5:3.3.2-7")
    void shouldSendTopicNamesAgainAfterAReconnect() {
        String topic = Names.topic();
        String id = Names.clientId();
        Connect connect = Connect.as(V5, id).durable().with(Property.topicAliasMaximum(10));
        MqttClient before = broker.connect(connect).subscribe(topic, 1);
        before.publish(Publish.to(topic, "x").qos(1));
        before.receive();
        before.close();

        MqttClient after = broker.connect(connect);

        after.expect(topic, "x"); // Unacknowledged before: again, with its name.
    }
}
