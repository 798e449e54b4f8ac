package io.robustmq.conformance.connect;

import static io.robustmq.conformance.wire.Bytes.bytes;
import static io.robustmq.conformance.wire.Bytes.join;
import static io.robustmq.conformance.wire.Bytes.packet;
import static io.robustmq.conformance.wire.Bytes.properties;
import static io.robustmq.conformance.wire.Bytes.string;
import static io.robustmq.conformance.wire.Bytes.u16;
import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.statements.Statement;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.Packet;
import io.robustmq.conformance.wire.Packet.Ack;
import io.robustmq.conformance.wire.Packet.Codes;
import io.robustmq.conformance.wire.Properties;
import io.robustmq.conformance.wire.Property;
import io.robustmq.conformance.wire.Publish;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What CONNACK and later packets may carry, as CONNECT asked. */
@ExtendWith(BrokerExtension.class)
class ConnackTest {
    private final TestBroker broker;

    ConnackTest(TestBroker broker) {
        this.broker = broker;
    }

    @Test
    @Statement("MQTT5:3.1.2-28")
    void shouldNotTellResponseInformationUnasked() {
        for (Connect connect :
                List.of(
                        Connect.as(V5, Names.clientId()),
                        Connect.as(V5, Names.clientId()).with(Property.requestResponse(0)))) {
            assertThat(
                            broker.connect(connect)
                                    .connack()
                                    .properties()
                                    .has(Property.RESPONSE_INFORMATION))
                    .isFalse();
        }
    }

    @Test
    @Statement("MQTT5:3.1.2-29")
    void shouldKeepReasonsToItselfWhenAsked() {
        MqttClient client =
                broker.connect(Connect.as(V5, Names.clientId()).with(Property.requestProblem(0)));

        Codes suback =
                client.subscribing(
                        new byte[0], join(string("$exclusive/" + Names.topic()), bytes(0)));
        Codes unsuback = client.unsubscribe("nothing");
        client.send(Publish.to("nobody", "x").qos(1).id(5));
        Ack puback = client.expectAck(Packet.PUBACK, 5);
        client.wire().send(packet(0x62, u16(99)));
        Ack pubcomp = client.wire().receive().ack(Packet.PUBCOMP, V5);

        for (Properties each :
                List.of(
                        suback.properties(),
                        unsuback.properties(),
                        puback.properties(),
                        pubcomp.properties())) {
            assertThat(each.has(Property.REASON_STRING)).isFalse();
            assertThat(each.userProperties()).isEmpty();
        }
    }

    @Test
    @Statement("MQTT5:4.12.0-6")
    void shouldNotNameAnAuthenticationMethodUnasked() {
        Properties told = broker.connect(V5).connack().properties();

        assertThat(told.has(Property.AUTH_METHOD)).isFalse();
        assertThat(told.has(Property.AUTH_DATA)).isFalse();
    }

    @Test
    @Statement({"MQTT5:4.12.0-1", "MQTT5:3.14.0-1"})
    void shouldRefuseAnUnknownAuthenticationMethod() {
        broker.open()
                .send(
                        Connect.as(V5, Names.clientId())
                                .with(Property.authMethod("NO-SUCH-METHOD"))
                                .bytes())
                .expectRefused(V5, 0x8C);
    }

    @Test
    void shouldThrowOutOnAuthWithoutAMethod() {
        broker.connect(V5)
                .wire()
                .send(packet(0xF0, bytes(0x19), properties(Property.authMethod("SCRAM-SHA-256"))))
                .expectDisconnect(0x82);
    }
}
