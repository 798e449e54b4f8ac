package io.robustmq.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.MqttWebSocketConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.Mqtt3ClientBuilder;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.broker.TestBroker.Listener;
import io.robustmq.conformance.wire.Bytes;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** hivemq-mqtt-client, MQTT 3.1.1, over every listener. */
@ExtendWith(BrokerExtension.class)
class HiveMqV3Test {
    private static final int PATIENCE_SECONDS = 10;

    private final TestBroker broker;

    HiveMqV3Test(TestBroker broker) {
        this.broker = broker;
    }

    @ParameterizedTest
    @EnumSource(Listener.class)
    void shouldPublishAndSubscribeWithEachQos(Listener listener) throws InterruptedException {
        String topic = Names.topic();
        Mqtt3BlockingClient client = connect(listener);
        try (var publishes = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.subscribeWith().topicFilter(topic + "/+").qos(MqttQos.EXACTLY_ONCE).send();
            for (MqttQos qos : MqttQos.values()) {
                byte[] payload = Bytes.repeat('x', 1 + 200 * 1024 * qos.getCode());

                client.publishWith().topic(topic + "/a").qos(qos).payload(payload).send();

                Mqtt3Publish got =
                        publishes.receive(PATIENCE_SECONDS, TimeUnit.SECONDS).orElseThrow();
                assertThat(got.getQos()).isEqualTo(qos);
                assertThat(got.getPayloadAsBytes()).isEqualTo(payload);
            }
        }
        client.disconnect();
    }

    @ParameterizedTest
    @EnumSource(Listener.class)
    void shouldKeepRetainedMessagesAndSessions(Listener listener) throws InterruptedException {
        String topic = Names.topic();
        Mqtt3BlockingClient publisher = connect(listener);
        publisher
                .publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .retain(true)
                .payload(Bytes.text("kept"))
                .send();
        Mqtt3BlockingClient subscriber = builder(listener).buildBlocking();
        try (var publishes = subscriber.publishes(MqttGlobalPublishFilter.ALL)) {
            subscriber.connectWith().cleanSession(false).send();
            subscriber.subscribeWith().topicFilter(topic).qos(MqttQos.AT_LEAST_ONCE).send();
            assertThat(
                            publishes
                                    .receive(PATIENCE_SECONDS, TimeUnit.SECONDS)
                                    .orElseThrow()
                                    .isRetain())
                    .isTrue();
            subscriber.disconnect();

            publisher
                    .publishWith()
                    .topic(topic)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(Bytes.text("queued"))
                    .send();
            assertThat(subscriber.connectWith().cleanSession(false).send().isSessionPresent())
                    .isTrue();

            assertThat(
                            publishes
                                    .receive(PATIENCE_SECONDS, TimeUnit.SECONDS)
                                    .orElseThrow()
                                    .getPayloadAsBytes())
                    .isEqualTo(Bytes.text("queued"));
        }
        subscriber.disconnect();
        publisher.disconnect();
    }

    private Mqtt3BlockingClient connect(Listener listener) {
        Mqtt3BlockingClient client = builder(listener).buildBlocking();
        client.connect();
        return client;
    }

    private Mqtt3ClientBuilder builder(Listener listener) {
        Mqtt3ClientBuilder builder =
                Mqtt3Client.builder()
                        .identifier(Names.clientId())
                        .serverHost("127.0.0.1")
                        .serverPort(broker.address(listener).getPort());
        if (listener == Listener.WS || listener == Listener.WSS) {
            builder =
                    builder.webSocketConfig(
                            MqttWebSocketConfig.builder().serverPath("mqtt").build());
        }
        if (listener == Listener.TLS || listener == Listener.WSS) {
            builder =
                    builder.sslConfig(
                            MqttClientSslConfig.builder()
                                    .trustManagerFactory(broker.trust())
                                    .build());
        }
        return builder;
    }
}
