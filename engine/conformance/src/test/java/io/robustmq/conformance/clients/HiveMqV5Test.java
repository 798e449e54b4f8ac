package io.robustmq.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.MqttWebSocketConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.broker.TestBroker.Listener;
import io.robustmq.conformance.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** hivemq-mqtt-client, MQTT 5.0, over every listener. */
@ExtendWith(BrokerExtension.class)
class HiveMqV5Test {
    private static final int PATIENCE_SECONDS = 10;
    private static final int ONE_MIB = 1_000_000;

    private final TestBroker broker;

    HiveMqV5Test(TestBroker broker) {
        this.broker = broker;
    }

    @ParameterizedTest
    @EnumSource(Listener.class)
    void shouldPublishAndSubscribeWithEachQos(Listener listener) throws InterruptedException {
        String topic = Names.topic();
        Mqtt5BlockingClient client = connect(listener, builder(listener));
        try (var publishes = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.subscribeWith().topicFilter(topic + "/#").qos(MqttQos.EXACTLY_ONCE).send();
            for (MqttQos qos : MqttQos.values()) {
                client.publishWith()
                        .topic(topic + "/" + qos.getCode())
                        .qos(qos)
                        .payload(Bytes.text("hello"))
                        .userProperties()
                        .add("a", "1")
                        .applyUserProperties()
                        .send();

                Mqtt5Publish got =
                        publishes.receive(PATIENCE_SECONDS, TimeUnit.SECONDS).orElseThrow();
                assertThat(got.getTopic()).hasToString(topic + "/" + qos.getCode());
                assertThat(got.getQos()).isEqualTo(qos);
                assertThat(got.getPayloadAsBytes()).isEqualTo(Bytes.text("hello"));
                assertThat(got.getUserProperties().asList()).hasSize(1);
            }
        }
        client.disconnect();
    }

    @ParameterizedTest
    @EnumSource(Listener.class)
    void shouldCarryLargePayloads(Listener listener) throws InterruptedException {
        String topic = Names.topic();
        Mqtt5BlockingClient client = connect(listener, builder(listener));
        try (var publishes = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.subscribeWith().topicFilter(topic).qos(MqttQos.AT_LEAST_ONCE).send();
            for (int size : new int[] {200 * 1024, ONE_MIB}) {
                byte[] payload = Bytes.repeat('x', size);
                payload[size / 2] = 'y';

                client.publishWith()
                        .topic(topic)
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(payload)
                        .send();

                assertThat(
                                publishes
                                        .receive(PATIENCE_SECONDS, TimeUnit.SECONDS)
                                        .orElseThrow()
                                        .getPayloadAsBytes())
                        .isEqualTo(payload);
            }
        }
        client.disconnect();
    }

    @ParameterizedTest
    @EnumSource(Listener.class)
    void shouldKeepRetainedMessages(Listener listener) throws InterruptedException {
        String topic = Names.topic();
        Mqtt5BlockingClient client = connect(listener, builder(listener));
        client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .retain(true)
                .payload(Bytes.text("kept"))
                .send();
        try (var publishes = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.subscribeWith().topicFilter(topic).send();

            Mqtt5Publish got = publishes.receive(PATIENCE_SECONDS, TimeUnit.SECONDS).orElseThrow();
            assertThat(got.isRetain()).isTrue();
            assertThat(got.getPayloadAsBytes()).isEqualTo(Bytes.text("kept"));
        }
        client.disconnect();
    }

    @ParameterizedTest
    @EnumSource(Listener.class)
    void shouldPublishTheWill(Listener listener) throws InterruptedException {
        String topic = Names.topic();
        Mqtt5BlockingClient watcher = connect(listener, builder(listener));
        try (var publishes = watcher.publishes(MqttGlobalPublishFilter.ALL)) {
            watcher.subscribeWith().topicFilter(topic).send();
            Mqtt5BlockingClient client =
                    connect(
                            listener,
                            builder(listener)
                                    .willPublish()
                                    .topic(topic)
                                    .payload(Bytes.text("gone"))
                                    .applyWillPublish());

            client.disconnectWith()
                    .reasonCode(
                            com.hivemq.client.mqtt.mqtt5.message.disconnect
                                    .Mqtt5DisconnectReasonCode.DISCONNECT_WITH_WILL_MESSAGE)
                    .send();

            assertThat(
                            publishes
                                    .receive(PATIENCE_SECONDS, TimeUnit.SECONDS)
                                    .orElseThrow()
                                    .getPayloadAsBytes())
                    .isEqualTo(Bytes.text("gone"));
        }
        watcher.disconnect();
    }

    @ParameterizedTest
    @EnumSource(Listener.class)
    void shouldShareASubscription(Listener listener) throws InterruptedException {
        String topic = Names.topic();
        String filter = "$share/" + Names.group() + "/" + topic;
        Mqtt5BlockingClient one = connect(listener, builder(listener));
        Mqtt5BlockingClient two = connect(listener, builder(listener));
        try (var first = one.publishes(MqttGlobalPublishFilter.ALL);
                var second = two.publishes(MqttGlobalPublishFilter.ALL)) {
            one.subscribeWith().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).send();
            two.subscribeWith().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).send();
            for (int i = 0; i < 10; i++) {
                one.publishWith()
                        .topic(topic)
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .payload(Bytes.text("n" + i))
                        .send();
            }

            Set<String> got = new TreeSet<>();
            for (int i = 0; i < 5; i++) { // In turns.
                got.add(
                        new String(
                                first.receive(PATIENCE_SECONDS, TimeUnit.SECONDS)
                                        .orElseThrow()
                                        .getPayloadAsBytes(),
                                StandardCharsets.UTF_8));
                got.add(
                        new String(
                                second.receive(PATIENCE_SECONDS, TimeUnit.SECONDS)
                                        .orElseThrow()
                                        .getPayloadAsBytes(),
                                StandardCharsets.UTF_8));
            }
            assertThat(got).hasSize(10);
        }
        one.disconnect();
        two.disconnect();
    }

    private static Mqtt5BlockingClient connect(Listener listener, Mqtt5ClientBuilder builder) {
        Mqtt5BlockingClient client = builder.buildBlocking();
        client.connect();
        return client;
    }

    private Mqtt5ClientBuilder builder(Listener listener) {
        Mqtt5ClientBuilder builder =
                Mqtt5Client.builder()
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
