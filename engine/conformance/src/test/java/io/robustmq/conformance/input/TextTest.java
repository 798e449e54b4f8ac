package io.robustmq.conformance.input;

import static io.robustmq.conformance.wire.Bytes.binary;
import static io.robustmq.conformance.wire.Bytes.bytes;
import static io.robustmq.conformance.wire.Bytes.join;
import static io.robustmq.conformance.wire.Bytes.packet;
import static io.robustmq.conformance.wire.Bytes.string;
import static io.robustmq.conformance.wire.Bytes.u16;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.statements.Statement;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.EveryVersion;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.MqttVersion;
import io.robustmq.conformance.wire.Publish;
import java.util.HexFormat;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strings are UTF-8 (MQTT 5.0 §1.5.4). */
@ExtendWith(BrokerExtension.class)
class TextTest {
    private final TestBroker broker;

    TextTest(TestBroker broker) {
        this.broker = broker;
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "C0 80", // NUL in two bytes
                "C1 81", // A in two
                "E0 80 AF", // overlong
                "F0 80 80 AF", // overlong
                "ED A0 80", // U+D800
                "ED BF BF", // U+DFFF
                "ED A0 80 ED B0 80", // a surrogate pair
                "F4 90 80 80", // above U+10FFFF
                "F8 88 80 80 80", // five bytes
                "80", // a lone continuation
                "C3", // cut
                "E2 82", // cut
                "F0 9F 9A", // cut
                "C3 28", // no continuation
                "FF"
            })
    @Statement({"MQTT5:1.5.4-1", "MQTT311:1.5.3-1"})
    void shouldThrowOutOnIllFormedText(String bytes) {
        byte[] topic = join(bytes('a'), HexFormat.ofDelimiter(" ").parseHex(bytes));
        for (MqttVersion version : MqttVersion.values()) {
            byte[] publish = packet(0x32, binary(topic), u16(1), version.noProperties());
            broker.connect(version).wire().send(publish).expectThrownOut(version, 0x81);
        }
    }

    @EveryVersion
    @Statement({"MQTT5:1.5.4-2", "MQTT5:4.7.3-2", "MQTT311:1.5.3-2", "MQTT311:4.7.3-2"})
    void shouldThrowOutOnNul(MqttVersion version) {
        broker.connect(version)
                .send(Publish.to("a\u0000b", "x"))
                .wire()
                .expectThrownOut(version, 0x81, 0x82, 0x90);
        broker.connect(version)
                .wire()
                .send(packet(0x82, u16(1), version.noProperties(), string("a\u0000"), bytes(0)))
                .expectThrownOut(version, 0x81, 0x82, 0x8F);
        broker.open().send(Connect.as(version, "a\u0000").bytes()).expectRefused(version);
    }

    @EveryVersion
    @Statement({"MQTT5:3.1.3-12", "MQTT311:3.1.3-11"})
    void shouldRefuseAUserNameThatIsNotUtf8(MqttVersion version) {
        byte[] connect = Connect.as(version, Names.clientId()).user("x").bytes();
        connect[connect.length - 1] = (byte) 0xC3;

        broker.open().send(connect).expectRefused(version);
    }

    @EveryVersion
    @Statement({"MQTT5:1.5.4-3", "MQTT311:1.5.3-3", "MQTT5:4.7.3-4", "MQTT311:4.7.3-4"})
    void shouldKeepAByteOrderMark(MqttVersion version) {
        String topic = Names.topic();
        MqttClient client = broker.connect(version).subscribe(topic + "/\uFEFFa", 0);

        client.publish(topic + "/a", "without").publish(topic + "/\uFEFFa", "with");

        client.expect(topic + "/\uFEFFa", "with");
    }

    @EveryVersion
    @Statement({"MQTT5:1.5.4-1", "MQTT311:1.5.3-1"})
    void shouldCarryEveryPlane(MqttVersion version) {
        String topic = Names.topic();
        MqttClient client = broker.connect(version).subscribe(topic + "/+", 0);
        for (String level :
                new String[] {
                    "~",
                    "\u00A0",
                    "\u07FF",
                    "\u0800",
                    "\uD7FF",
                    "\uE000",
                    "\uFFFD",
                    "\uD800\uDC00",
                    "\uDBFF\uDFFD"
                }) {
            client.publish(topic + "/" + level, "x");

            client.expect(topic + "/" + level, "x");
        }
    }
}
