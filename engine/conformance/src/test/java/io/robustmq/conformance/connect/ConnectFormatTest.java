package io.robustmq.conformance.connect;

import static io.robustmq.conformance.wire.Bytes.bytes;
import static io.robustmq.conformance.wire.Bytes.join;
import static io.robustmq.conformance.wire.Bytes.packet;
import static io.robustmq.conformance.wire.Bytes.string;
import static io.robustmq.conformance.wire.MqttVersion.V3_1;
import static io.robustmq.conformance.wire.MqttVersion.V3_1_1;
import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.statements.Statement;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.Connect.Will;
import io.robustmq.conformance.wire.EveryVersion;
import io.robustmq.conformance.wire.MqttVersion;
import io.robustmq.conformance.wire.Since311;
import io.robustmq.conformance.wire.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a CONNECT must look like, and what happens to one that does not. */
@ExtendWith(BrokerExtension.class)
class ConnectFormatTest {
    private static final int WILL = 0x04;
    private static final int WILL_QOS_1 = 0x08;
    private static final int WILL_QOS_3 = 0x18;
    private static final int WILL_RETAIN = 0x20;
    private static final int PASSWORD = 0x40;
    private static final int USER_NAME = 0x80;

    private final TestBroker broker;

    ConnectFormatTest(TestBroker broker) {
        this.broker = broker;
    }

    @EveryVersion
    @Statement({
        "MQTT5:3.1.4-5",
        "MQTT5:3.2.0-1",
        "MQTT5:3.2.2-1",
        "MQTT5:3.2.2-8",
        "MQTT5:4.2-1",
        "MQTT311:3.1.4-4",
        "MQTT311:3.2.0-1",
        "MQTT311:7.1.1-1",
        "MQTT31:3.2-1"
    })
    void shouldAnswerAValidConnect(MqttVersion version) {
        WireClient client = broker.open().send(Connect.as(version, Names.clientId()).bytes());

        if (version.is5()) {
            assertThat(client.receive().connack(version).code()).isZero();
        } else {
            client.expect(0x20, 2, 0, 0);
        }
        client.send(0xC0, 0).expect(0xD0, 0);
    }

    @EveryVersion
    @Statement({
        "MQTT5:3.1.0-1",
        "MQTT311:3.1.0-1",
        "MQTT311:4.8.0-1",
        "MQTT5:3.14.0-1",
        "MQTT31:3.1-1"
    })
    void shouldCloseWhenTheFirstPacketIsNotConnect(MqttVersion version) {
        broker.open().send(0xC0, 0).expectClosed();
        broker.open()
                .send(packet(0x30, string("t"), version.noProperties(), bytes('x')))
                .expectClosed();
        broker.open().send(0xE0, 0).expectClosed();
    }

    @EveryVersion
    @Statement({
        "MQTT5:3.1.0-2",
        "MQTT5:3.2.0-2",
        "MQTT5:4.13.1-1",
        "MQTT311:3.1.0-2",
        "MQTT31:3.1-1"
    })
    void shouldThrowOutAfterASecondConnect(MqttVersion version) {
        Connect connect = Connect.as(version, Names.clientId());
        WireClient client = broker.connect(connect).wire();

        client.send(connect.bytes());

        client.expectThrownOut(version, 0x82);
    }

    @EveryVersion
    @Statement({"MQTT5:3.1.2-1", "MQTT311:3.1.2-1", "MQTT31:3.1-2"})
    void shouldNotAcceptAnotherProtocolName(MqttVersion version) {
        byte[] connect =
                packet(
                        0x10,
                        string("MQTX"),
                        bytes(level(version), 2, 0, 0),
                        version.noProperties(),
                        string("a"));

        broker.open().send(connect).expectRefused(V5); // At most 0x84, in the form of MQTT 5.0.
    }

    @Test
    @Statement({"MQTT5:3.1.2-2", "MQTT311:3.1.2-2", "MQTT311:3.2.2-5", "MQTT31:3.1-2"})
    void shouldRefuseAnUnknownProtocolLevel() {
        // MQTT 5.0 §3.1.2.2: 0x84; its layout only where the client can be of MQTT 5.0 or later.
        broker.open()
                .send(packet(0x10, string("MQTT"), bytes(6, 2, 0, 0, 0), string("a")))
                .expectRefused(V5, 0x84);
        broker.open()
                .send(packet(0x10, string("MQTT"), bytes(2, 2, 0, 0), string("a")))
                .expectRefused(V3_1_1, 0x01);
        broker.open()
                .send(packet(0x10, string("MQIsdp"), bytes(4, 2, 0, 0), string("a")))
                .expectRefused(V3_1, 0x01);
    }

    @Since311
    @Statement({"MQTT5:2.1.3-1", "MQTT311:2.2.2-1", "MQTT311:2.2.2-2"})
    void shouldCloseOnReservedFixedHeaderFlags(MqttVersion version) {
        byte[] connect = Connect.as(version, Names.clientId()).bytes();
        connect[0] = 0x11;

        broker.open().send(connect).expectRefused(version);
    }

    @Since311
    @Statement({"MQTT5:3.1.2-3", "MQTT311:3.1.2-3"})
    void shouldRefuseTheReservedConnectFlag(MqttVersion version) {
        broker.open().send(withFlags(version, 0x03)).expectRefused(version);
    }

    @Since311
    @Statement({
        "MQTT5:3.1.2-11",
        "MQTT5:3.1.2-13",
        "MQTT311:3.1.2-11",
        "MQTT311:3.1.2-13",
        "MQTT311:3.1.2-15"
    })
    void shouldRefuseWillQosAndRetainWithoutWill(MqttVersion version) {
        broker.open().send(withFlags(version, 2 | WILL_QOS_1)).expectRefused(version);
        broker.open().send(withFlags(version, 2 | WILL_RETAIN)).expectRefused(version);
    }

    @EveryVersion
    @Statement({"MQTT5:3.1.2-12", "MQTT311:3.1.2-14"})
    void shouldRefuseWillQos3(MqttVersion version) {
        byte[] will = join(version.noProperties(), string("w"), string("x"));

        broker.open().send(withFlags(version, 2 | WILL | WILL_QOS_3, will)).expectRefused(version);
    }

    @EveryVersion
    @Statement({
        "MQTT5:3.1.2-9",
        "MQTT5:3.1.2-17",
        "MQTT5:3.1.2-19",
        "MQTT5:3.1.4-1",
        "MQTT311:3.1.2-9",
        "MQTT311:3.1.2-21",
        "MQTT311:3.1.4-1",
        "MQTT311:3.2.2-6"
    })
    void shouldRefuseFlagsWithoutTheirFields(MqttVersion version) {
        broker.open().send(withFlags(version, 2 | WILL)).expectRefused(version);
        byte[] onlyTopic = join(version.noProperties(), string("w"));
        broker.open().send(withFlags(version, 2 | WILL, onlyTopic)).expectRefused(version);
        if (version != V3_1) { // MQTT 3.1 §3.1: there the remaining length decides.
            broker.open().send(withFlags(version, 2 | USER_NAME)).expectRefused(version);
            broker.open()
                    .send(withFlags(version, 2 | USER_NAME | PASSWORD, string("user")))
                    .expectRefused(version);
        }
    }

    @EveryVersion
    @Statement({"MQTT311:3.1.2-19", "MQTT31:3.1-10"})
    void shouldHaveAUserNameWhereItsFlagIsSet(MqttVersion version) {
        broker.connect(Connect.as(version, Names.clientId()).user("someone")).ping();
        broker.connect(Connect.as(version, Names.clientId()).user("someone").password("secret"))
                .ping();
        if (version == V3_1_1) {
            broker.open().send(withFlags(version, 2 | USER_NAME)).expectRefused(version);
        }
    }

    @EveryVersion
    @Statement({"MQTT5:3.1.2-16", "MQTT5:3.1.2-18", "MQTT311:3.1.2-18", "MQTT311:3.1.2-20"})
    void shouldRefuseFieldsWithoutTheirFlags(MqttVersion version) {
        broker.open().send(withFlags(version, 2, string("user"))).expectRefused(version);
        broker.open()
                .send(withFlags(version, 2 | USER_NAME, string("user"), string("secret")))
                .expectRefused(version);
    }

    @Test
    @Statement("MQTT311:3.1.2-22")
    void shouldRefuseAPasswordWithoutUserNameBeforeMqtt5() {
        broker.open().send(withFlags(V3_1_1, 2 | PASSWORD, string("secret"))).expectRefused(V3_1_1);
    }

    @EveryVersion
    @Statement({"MQTT5:3.1.3-1", "MQTT5:3.1.3-3", "MQTT311:3.1.3-1", "MQTT311:3.1.3-3"})
    void shouldReadThePayloadInItsOrder(MqttVersion version) {
        String topic = Names.topic();
        var watcher = broker.connect(version).subscribe(topic, 0);

        var client =
                broker.connect(
                        Connect.as(version, Names.clientId())
                                .will(Will.will(topic, "gone"))
                                .user("someone")
                                .password("secret"));
        client.close();

        watcher.expect(topic, "gone");
        // Nothing at all in the payload: not even the client id.
        broker.open().send(truncatedBeforeClientId(version)).expectRefused(version);
    }

    @Test
    @Statement({"MQTT5:2.2.2-1", "MQTT5:3.1.4-1"})
    void shouldRefuseAConnectWithoutPropertyLength() {
        broker.open().send(packet(0x10, string("MQTT"), bytes(5, 2, 0, 0))).expectRefused(V5);
        // The property length says more than there is.
        broker.open()
                .send(packet(0x10, string("MQTT"), bytes(5, 2, 0, 0, 9, 0x11, 0, 0, 0, 5)))
                .expectRefused(V5);
    }

    @Test
    @Statement({"MQTT5:3.1.4-1", "MQTT5:4.13.2-1"})
    void shouldRefusePropertiesThatConnectCannotHave() {
        String id = Names.clientId();
        // Twice the same (§3.1.2.11.2), out of range (§3.1.2.11.3 and .4), another packet's
        // (§2.2.2.2), unknown.
        byte[][] blocks = {
            bytes(0x11, 0, 0, 0, 1, 0x11, 0, 0, 0, 1),
            bytes(0x21, 0, 0),
            bytes(0x27, 0, 0, 0, 0),
            bytes(0x17, 2),
            bytes(0x19, 2),
            bytes(0x23, 0, 1),
            bytes(0x7F, 1),
            bytes(0x16, 0, 1, 'x')
        };
        for (byte[] block : blocks) {
            broker.open().send(Connect.as(V5, id).with(block).bytes()).expectRefused(V5);
        }
    }

    private static byte[] withFlags(MqttVersion version, int flags, byte[]... afterClientId) {
        return packet(
                0x10,
                string(version == V3_1 ? "MQIsdp" : "MQTT"),
                bytes(level(version), flags, 0, 0),
                version.noProperties(),
                string(Names.clientId()),
                join(afterClientId));
    }

    private static byte[] truncatedBeforeClientId(MqttVersion version) {
        return packet(
                0x10,
                string(version == V3_1 ? "MQIsdp" : "MQTT"),
                bytes(level(version), 2, 0, 0),
                version.noProperties());
    }

    private static int level(MqttVersion version) {
        return version == V3_1 ? 3 : version == V3_1_1 ? 4 : 5;
    }
}
