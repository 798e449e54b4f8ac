package io.robustmq.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.broker.TestBroker.Listener;
import io.robustmq.conformance.wire.Bytes;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Eclipse Paho's older client, MQTT 3.1.1 and 3.1, over every listener. */
@ExtendWith(BrokerExtension.class)
class PahoV3Test {
    private static final int PATIENCE_SECONDS = 10;

    private final TestBroker broker;

    PahoV3Test(TestBroker broker) {
        this.broker = broker;
    }

    @ParameterizedTest
    @EnumSource(Listener.class)
    void shouldSpeakMqtt311(Listener listener) throws MqttException, InterruptedException {
        publishAndSubscribe(listener, MqttConnectOptions.MQTT_VERSION_3_1_1);
    }

    @ParameterizedTest
    @EnumSource(Listener.class)
    void shouldSpeakMqtt31(Listener listener) throws MqttException, InterruptedException {
        publishAndSubscribe(listener, MqttConnectOptions.MQTT_VERSION_3_1);
    }

    private void publishAndSubscribe(Listener listener, int version)
            throws MqttException, InterruptedException {
        String topic = Names.topic();
        BlockingQueue<MqttMessage> got = new LinkedBlockingQueue<>();
        try (var client = connect(listener, version)) {
            client.publish(topic, Bytes.text("kept"), 1, true);
            client.subscribe(topic, 2, (name, message) -> got.add(message));
            MqttMessage kept = got.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(kept).isNotNull();
            assertThat(kept.isRetained()).isTrue();
            for (int qos = 0; qos <= 2; qos++) {
                byte[] payload = Bytes.repeat('x', 1 + 200 * 1024 * qos);

                client.publish(topic, payload, qos, false);

                MqttMessage message = got.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(message).isNotNull();
                assertThat(message.getPayload()).isEqualTo(payload);
                assertThat(message.getQos()).isEqualTo(qos);
            }
            client.disconnect();
        }
    }

    private org.eclipse.paho.client.mqttv3.MqttClient connect(Listener listener, int version)
            throws MqttException {
        String scheme =
                switch (listener) {
                    case TCP -> "tcp";
                    case TLS -> "ssl";
                    case WS -> "ws";
                    case WSS -> "wss";
                };
        String path = listener == Listener.WS || listener == Listener.WSS ? "/mqtt" : "";
        String uri = scheme + "://127.0.0.1:" + broker.address(listener).getPort() + path;
        var client =
                new org.eclipse.paho.client.mqttv3.MqttClient(
                        uri, Names.clientId(), new MemoryPersistence());
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMqttVersion(version);
        if (listener == Listener.TLS || listener == Listener.WSS) {
            options.setSocketFactory(broker.clientTls().getSocketFactory());
        }
        client.connect(options);
        return client;
    }
}
