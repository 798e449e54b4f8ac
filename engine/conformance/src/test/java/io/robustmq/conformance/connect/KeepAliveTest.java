package io.robustmq.conformance.connect;

import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.statements.Statement;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.Connect.Will;
import io.robustmq.conformance.wire.EveryVersion;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.MqttVersion;
import io.robustmq.conformance.wire.Packet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keep alive: silence of one and a half times its length ends the connection. */
@ExtendWith(BrokerExtension.class)
class KeepAliveTest {
    private static final int LESS_THAN_ALLOWED_MS = 1_000;

    private final TestBroker broker;

    KeepAliveTest(TestBroker broker) {
        this.broker = broker;
    }

    @EveryVersion
    @Statement({"MQTT5:3.1.2-22", "MQTT5:3.2.2-22", "MQTT311:3.1.2-24", "MQTT31:3.1-9"})
    void shouldCloseAfterOneAndAHalfKeepAlives(MqttVersion version) {
        String topic = Names.topic();
        MqttClient watcher = broker.connect(version).subscribe(topic, 0);
        MqttClient silent =
                broker.connect(
                        Connect.as(version, Names.clientId())
                                .keepAlive(1)
                                .will(Will.will(topic, "silent")));

        silent.wire().expectSilence(LESS_THAN_ALLOWED_MS);

        silent.wire().expectThrownOut(version, 0x8D);
        watcher.expect(topic, "silent"); // As if the network had failed.
    }

    @EveryVersion
    @Statement({
        "MQTT5:3.1.2-22",
        "MQTT5:3.12.4-1",
        "MQTT311:3.1.2-24",
        "MQTT311:3.12.4-1",
        "MQTT31:3.12-1"
    })
    void shouldStayOpenForAClientThatPings(MqttVersion version) {
        MqttClient client = broker.connect(Connect.as(version, Names.clientId()).keepAlive(2));

        for (int i = 0; i < 3; i++) {
            client.wire().expectSilence(1_500);
            client.ping();
        }
    }

    @Test
    @Statement({"MQTT5:3.1.2-22", "MQTT311:3.1.2-24"})
    void shouldCountOnlyWhatTheClientSends() {
        String topic = Names.topic();
        MqttClient talker = broker.connect(V5);
        MqttClient listener =
                broker.connect(Connect.as(V5, Names.clientId()).keepAlive(1)).subscribe(topic, 0);

        int ticks = 0;
        Packet got;
        do {
            talker.publish(topic, "tick");
            got = listener.wire().receive();
            talker.wire().expectSilence(100);
        } while (got.type() == Packet.PUBLISH && ++ticks < 50);

        assertThat(got.reason(Packet.DISCONNECT).reason()).isEqualTo(0x8D);
    }

    @EveryVersion
    @Statement({"MQTT5:3.1.2-22", "MQTT311:3.1.2-24"})
    void shouldNotLimitSilenceWithKeepAlive0(MqttVersion version) {
        MqttClient client = broker.connect(Connect.as(version, Names.clientId()).keepAlive(0));

        client.wire().expectSilence(2_500);

        client.ping();
    }
}
