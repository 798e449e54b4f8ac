package io.robustmq.conformance.clients;

import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.broker.TestBroker.Listener;
import io.robustmq.conformance.wire.Bytes;
import io.robustmq.conformance.wire.Connect;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttMessageListener;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Eclipse Paho's client for MQTT 5.0, over every listener. */
@ExtendWith(BrokerExtension.class)
class PahoV5Test {
    private static final int PATIENCE_SECONDS = 10;

    private final TestBroker broker;

    PahoV5Test(TestBroker broker) {
        this.broker = broker;
    }

    @ParameterizedTest
    @EnumSource(Listener.class)
    void shouldPublishAndSubscribeWithEachQos(Listener listener)
            throws MqttException, InterruptedException {
        String topic = Names.topic();
        BlockingQueue<MqttMessage> got = new LinkedBlockingQueue<>();
        var client = connect(listener, new MqttConnectionOptions());
        try {
            IMqttMessageListener toQueue = (name, message) -> got.add(message);
            client.subscribe(
                    new MqttSubscription[] {new MqttSubscription(topic, 2)},
                    new IMqttMessageListener[] {toQueue});
            for (int qos = 0; qos <= 2; qos++) {
                byte[] payload = Bytes.repeat('x', 1 + 200 * 1024 * qos);

                client.publish(topic, payload, qos, false);

                MqttMessage message = got.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(message).isNotNull();
                assertThat(message.getPayload()).isEqualTo(payload);
                assertThat(message.getQos()).isEqualTo(qos);
            }
            client.disconnect();
        } finally {
            client.close(true);
        }
    }

    @ParameterizedTest
    @EnumSource(Listener.class)
    void shouldKeepRetainedMessagesAndPublishWills(Listener listener)
            throws MqttException, InterruptedException {
        String topic = Names.topic();
        BlockingQueue<String> got = new LinkedBlockingQueue<>();
        MqttConnectionOptions withWill = new MqttConnectionOptions();
        withWill.setWill(topic, new MqttMessage(Bytes.text("gone"), 1, false, null));
        var watcher = connect(listener, new MqttConnectionOptions());
        var client = connect(listener, withWill);
        try {
            client.publish(topic, Bytes.text("kept"), 1, true);
            IMqttMessageListener toQueue =
                    (name, message) ->
                            got.add(new String(message.getPayload(), StandardCharsets.UTF_8));
            watcher.subscribe(
                    new MqttSubscription[] {new MqttSubscription(topic, 1)},
                    new IMqttMessageListener[] {toQueue});
            assertThat(got.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("kept");

            broker.connect(
                    Connect.as(V5, client.getClientId())); // Takes over: the connection is lost.

            assertThat(got.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("gone");
            watcher.disconnect();
        } finally {
            watcher.close(true);
            client.close(true);
        }
    }

    private org.eclipse.paho.mqttv5.client.MqttClient connect(
            Listener listener, MqttConnectionOptions options) throws MqttException {
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
                new org.eclipse.paho.mqttv5.client.MqttClient(
                        uri, Names.clientId(), new MemoryPersistence());
        if (listener == Listener.TLS || listener == Listener.WSS) {
            options.setSocketFactory(broker.clientTls().getSocketFactory());
        }
        client.connect(options);
        return client;
    }
}
