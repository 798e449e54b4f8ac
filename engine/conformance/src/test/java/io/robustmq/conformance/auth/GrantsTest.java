package io.robustmq.conformance.auth;

import static io.robustmq.conformance.wire.Bytes.bytes;
import static io.robustmq.conformance.wire.Bytes.join;
import static io.robustmq.conformance.wire.Bytes.packet;
import static io.robustmq.conformance.wire.Bytes.string;
import static io.robustmq.conformance.wire.Bytes.u16;
import static io.robustmq.conformance.wire.MqttVersion.V3_1_1;
import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.Settings;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.statements.Statement;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.Connect.Will;
import io.robustmq.conformance.wire.EveryVersion;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.MqttVersion;
import io.robustmq.conformance.wire.Packet;
import io.robustmq.conformance.wire.Packet.Codes;
import io.robustmq.conformance.wire.Publish;
import io.robustmq.conformance.wire.Since311;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Users with passwords, and what they may publish and subscribe to. */
@Settings(value = "auth.users=" + UsersFixture.FILE, after = UsersFixture.class)
@ExtendWith(BrokerExtension.class)
class GrantsTest {
    private final TestBroker broker;

    GrantsTest(TestBroker broker) {
        this.broker = broker;
    }

    @EveryVersion
    @Statement({
        "MQTT5:3.1.4-2",
        "MQTT5:3.2.2-6",
        "MQTT5:3.2.2-7",
        "MQTT311:3.2.2-4",
        "MQTT311:3.2.2-5"
    })
    void shouldRefuseWhoCannotShowWhoTheyAre(MqttVersion version) {
        int notAuthorized = version.is5() ? 0x87 : 5;
        int badPassword = version.is5() ? 0x86 : 4;

        broker.open()
                .send(Connect.as(version, Names.clientId()).bytes())
                .expectRefused(version, notAuthorized);
        broker.open()
                .send(Connect.as(version, Names.clientId()).user("alice").password("wrong").bytes())
                .expectRefused(version, badPassword);
        broker.open()
                .send(
                        Connect.as(version, Names.clientId())
                                .user("nobody")
                                .password("wonderland")
                                .bytes())
                .expectRefused(version, badPassword);
    }

    @EveryVersion
    void shouldAdmitAUserWithThePassword(MqttVersion version) {
        alice(version).ping();
    }

    @EveryVersion
    @Statement({"MQTT5:3.1.4-6", "MQTT311:3.1.4-5"})
    void shouldNotProcessWhatFollowsARefusedConnect(MqttVersion version) {
        String topic = "home/" + Names.topic();
        MqttClient watcher = alice(version).subscribe(topic, 0);

        broker.open()
                .send(
                        Connect.as(version, Names.clientId())
                                .user("alice")
                                .password("wrong")
                                .bytes(),
                        Publish.to(topic, "smuggled").bytes(version))
                .expectRefused(version, version.is5() ? 0x86 : 4);

        watcher.expectSilence();
    }

    @Since311
    @Statement({"MQTT5:3.8.4-6", "MQTT311:3.8.4-5", "MQTT5:3.9.3-2", "MQTT311:3.9.3-2"})
    void shouldGrantOnlyFiltersInsideTheGrant(MqttVersion version) {
        int refused = version.is5() ? 0x87 : 0x80;

        Codes suback =
                alice(version)
                        .subscribing(
                                new byte[0],
                                join(string("home/a"), bytes(1)),
                                join(string("home/#"), bytes(1)),
                                join(string("#"), bytes(1)),
                                join(string("+/a"), bytes(1)),
                                join(string("other"), bytes(1)),
                                join(string("$share/g/home/+"), bytes(1)),
                                join(string("$share/g/other"), bytes(1)));

        assertThat(suback.codes()).containsExactly(1, 1, refused, refused, refused, 1, refused);
    }

    @Test
    void shouldNotDeliverWhatMqtt31CannotBeToldItMayNotHave() {
        MqttClient client = alice(MqttVersion.V3_1);
        client.subscribing(new byte[0], join(string("other"), bytes(1)));

        root(MqttVersion.V3_1).publish("other", "secret");

        client.expectSilence();
    }

    @Test
    @Statement({"MQTT5:3.4.2-1", "MQTT5:3.5.2-1"})
    void shouldRefuseToPublishOutsideTheGrant() {
        MqttClient client = alice(V5);

        client.send(Publish.to("other", "x").qos(1).id(1));
        assertThat(client.wire().receive().ack(Packet.PUBACK, V5).reason()).isEqualTo(0x87);
        client.send(Publish.to("other", "x").qos(2).id(2));
        assertThat(client.wire().receive().ack(Packet.PUBREC, V5).reason()).isEqualTo(0x87);
    }

    @Test
    @Statement("MQTT5:4.3.3-9")
    void shouldTakeARefusedQos2IdentifierForANewMessage() {
        String topic = "home/" + Names.topic();
        MqttClient client = alice(V5).subscribe(topic, 0);
        client.send(Publish.to("other", "refused").qos(2).id(2));
        assertThat(client.wire().receive().ack(Packet.PUBREC, V5).reason()).isEqualTo(0x87);

        client.send(Publish.to(topic, "new").qos(2).id(2)).expectAck(Packet.PUBREC, 2);
        client.wire().send(packet(0x62, u16(2)));
        client.expectAck(Packet.PUBCOMP, 2);

        client.expect(topic, "new");
    }

    @Test
    @Statement("MQTT311:3.3.5-2")
    void shouldAcknowledgeButNotDeliverOutsideTheGrant() {
        // There is no way to tell a client of 3.1.1: acknowledged as usual, or the end.
        MqttClient watcher = root(V3_1_1).subscribe("other", 1);
        MqttClient client = alice(V3_1_1);

        client.send(Publish.to("other", "x").qos(1).id(1));

        watcher.expectSilence();
        client.wire().expectAckOrEnd(1);
    }

    @Test
    @Statement("MQTT5:4.13.2-1")
    void shouldRefuseAWillOutsideTheGrant() {
        broker.open()
                .send(
                        Connect.as(V5, Names.clientId())
                                .user("alice")
                                .password("wonderland")
                                .will(Will.will("other", "x"))
                                .bytes())
                .expectRefused(V5, 0x87);
    }

    private MqttClient root(MqttVersion version) {
        return broker.connect(
                Connect.as(version, Names.clientId()).user("root").password("everything"));
    }

    private MqttClient alice(MqttVersion version) {
        return broker.connect(
                Connect.as(version, Names.clientId()).user("alice").password("wonderland"));
    }
}
