package io.robustmq.conformance.connect;

import static io.robustmq.conformance.wire.MqttVersion.V3_1_1;
import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.Settings;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.statements.Statement;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.Packet.Connack;
import io.robustmq.conformance.wire.Property;
import io.robustmq.conformance.wire.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A broker that sends its clients elsewhere (MQTT 5.0 §4.11). */
@Settings("mqtt.redirect=temporary other.example:1883")
@ExtendWith(BrokerExtension.class)
class RedirectTest {
    private final TestBroker broker;

    RedirectTest(TestBroker broker) {
        this.broker = broker;
    }

    @Test
    @Statement({"MQTT5:3.2.2-7", "MQTT5:4.13.2-1"})
    void shouldNameTheOtherServer() {
        WireClient client = broker.open().send(Connect.as(V5, Names.clientId()).bytes());

        Connack connack = client.receive().connack(V5);
        assertThat(connack.code()).isEqualTo(0x9C);
        assertThat(connack.properties().text(Property.SERVER_REFERENCE))
                .isEqualTo("other.example:1883");
        client.expectClosed();
    }

    @Test
    @Statement("MQTT311:3.2.2-5")
    void shouldRefuseOlderClients() {
        broker.open()
                .send(Connect.as(V3_1_1, Names.clientId()).bytes())
                .expectRefused(V3_1_1, 0x03);
    }
}
