package io.robustmq.conformance.kafka;

import static io.robustmq.conformance.wire.MqttVersion.V3_1_1;
import static io.robustmq.conformance.wire.MqttVersion.V5;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.Settings;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.Packet;
import io.robustmq.conformance.wire.Publish;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One topic, two protocols: real clients of both on either side. */
@ExtendWith(BrokerExtension.class)
@Settings({"engine.cores=1", "kafka.tcp=127.0.0.1:0"})
class MappingTest {
    private static final int NO_MATCHING_SUBSCRIBERS = 0x10;
    private static final int QUOTA_EXCEEDED = 0x97;

    private final TestBroker broker;
    private final KafkaClients clients;
    private final String topic = Names.clientId();

    MappingTest(TestBroker broker) {
        this.broker = broker;
        this.clients = KafkaClients.of(broker);
    }

    private void create(int partitions, String... settings) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        try (Admin admin = clients.admin()) {
            NewTopic wanted = new NewTopic(topic, partitions, (short) 1).configs(all);
            KafkaClients.get(admin.createTopics(List.of(wanted)).all());
        }
    }

    private Mqtt5BlockingClient mqtt() {
        InetSocketAddress address = broker.address(TestBroker.Listener.TCP);
        Mqtt5BlockingClient client =
                Mqtt5Client.builder()
                        .serverHost(address.getHostString())
                        .serverPort(address.getPort())
                        .identifier(Names.clientId())
                        .buildBlocking();
        client.connect();
        return client;
    }

    private static List<Mqtt5Publish> receive(Mqtt5Publishes from, int count)
            throws InterruptedException {
        List<Mqtt5Publish> received = new ArrayList<>();
        while (received.size() < count) {
            received.add(from.receive(20, TimeUnit.SECONDS).orElseThrow());
        }
        return received;
    }

    private static String text(Mqtt5Publish publish) {
        return publish.getPayload().map(each -> UTF_8.decode(each).toString()).orElse("");
    }

    private static Map<String, String> headers(ConsumerRecord<String, String> record) {
        Map<String, String> headers = new HashMap<>();
        for (Header each : record.headers()) {
            headers.put(each.key(), new String(each.value(), UTF_8));
        }
        return headers;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void shouldMakeAMessageARecord(int qos) {
        create(1, "mqtt.filter", topic + "/+/temperature", "mqtt.key", "2");
        Mqtt5BlockingClient client = mqtt();
        long beforeMs = System.currentTimeMillis();

        client.publishWith()
                .topic(topic + "/kitchen/temperature")
                .qos(MqttQos.fromCode(qos))
                .payload("21".getBytes(UTF_8))
                .contentType("text/plain")
                .responseTopic("answers/1")
                .correlationData("c1".getBytes(UTF_8))
                .messageExpiryInterval(60)
                .userProperties()
                .add("unit", "°C")
                .add("mqtt.topic", "mine")
                .applyUserProperties()
                .send();
        ConsumerRecord<String, String> record =
                clients.read(new TopicPartition(topic, 0), 1).getFirst();

        assertThat(record.key()).isEqualTo("kitchen");
        assertThat(record.value()).isEqualTo("21");
        assertThat(record.timestamp()).isBetween(beforeMs, System.currentTimeMillis());
        assertThat(headers(record))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "mqtt.topic", topic + "/kitchen/temperature",
                                "mqtt.content-type", "text/plain",
                                "mqtt.response-topic", "answers/1",
                                "mqtt.correlation-data", "c1",
                                "mqtt.expiry", "60",
                                "unit", "°C",
                                "mqtt.user.mqtt.topic", "mine"));
        client.disconnect();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void shouldBringRecordsToSubscribersInTheirOrder(String compression)
            throws InterruptedException {
        create(1, "mqtt.filter", topic + "/#");
        Mqtt5BlockingClient client = mqtt();
        try (Mqtt5Publishes publishes = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.subscribeWith().topicFilter(topic + "/#").qos(MqttQos.AT_LEAST_ONCE).send();
            int count = 500; // each in a batch of its own, several in a turn

            try (KafkaProducer<String, String> producer =
                    clients.producer("compression.type", compression, "batch.size", 1)) {
                for (int i = 0; i < count; i++) {
                    var unused =
                            producer.send(new ProducerRecord<>(topic, topic + "/" + i, "v" + i));
                }
            }

            List<Mqtt5Publish> received = receive(publishes, count);
            for (int i = 0; i < count; i++) {
                assertThat(received.get(i).getTopic()).hasToString(topic + "/" + i);
                assertThat(text(received.get(i))).isEqualTo("v" + i);
            }
        }
        client.disconnect();
    }

    @Test
    void shouldMakeHeadersProperties() throws InterruptedException {
        create(1, "mqtt.filter", topic + "/#");
        Mqtt5BlockingClient client = mqtt();
        try (Mqtt5Publishes publishes = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.subscribeWith().topicFilter(topic + "/a").qos(MqttQos.AT_LEAST_ONCE).send();
            ProducerRecord<String, String> record = new ProducerRecord<>(topic, "key", "v");
            record.headers()
                    .add("mqtt.topic", (topic + "/a").getBytes(UTF_8))
                    .add("mqtt.content-type", "text/plain".getBytes(UTF_8))
                    .add("mqtt.response-topic", "answers/1".getBytes(UTF_8))
                    .add("mqtt.correlation-data", "c1".getBytes(UTF_8))
                    .add("mqtt.payload-format", "1".getBytes(UTF_8))
                    .add("mqtt.expiry", "3600".getBytes(UTF_8))
                    .add("unit", "°C".getBytes(UTF_8));

            try (KafkaProducer<String, String> producer = clients.producer()) {
                KafkaClients.get(producer.send(record));
            }

            Mqtt5Publish received = receive(publishes, 1).getFirst();
            assertThat(received.getContentType()).hasToString("Optional[text/plain]");
            assertThat(received.getResponseTopic()).hasToString("Optional[answers/1]");
            assertThat(received.getCorrelationData())
                    .contains(ByteBuffer.wrap("c1".getBytes(UTF_8)));
            assertThat(received.getPayloadFormatIndicator()).isPresent();
            assertThat(received.getMessageExpiryInterval().getAsLong()).isBetween(3590L, 3600L);
            assertThat(received.getUserProperties())
                    .isEqualTo(Mqtt5UserProperties.builder().add("unit", "°C").build());
        }
        client.disconnect();
    }

    @Test
    void shouldNotBringAMessageToSubscribersTwice() throws InterruptedException {
        create(1, "mqtt.filter", topic);
        Mqtt5BlockingClient client = mqtt();
        try (Mqtt5Publishes publishes = client.publishes(MqttGlobalPublishFilter.ALL)) {
            client.subscribeWith().topicFilter(topic).qos(MqttQos.AT_LEAST_ONCE).send();

            client.publishWith()
                    .topic(topic)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload("mqtt".getBytes(UTF_8))
                    .send();
            try (KafkaProducer<String, String> producer = clients.producer()) {
                KafkaClients.get(producer.send(new ProducerRecord<>(topic, "kafka")));
            }

            assertThat(receive(publishes, 2))
                    .extracting(MappingTest::text)
                    .containsExactly("mqtt", "kafka");
            assertThat(clients.read(new TopicPartition(topic, 0), 2))
                    .extracting(ConsumerRecord::value)
                    .containsExactly("mqtt", "kafka");
        }
        client.disconnect();
    }

    @Test
    void shouldMakeWillsDelayedAndRetainedMessagesRecordsToo() {
        create(1, "mqtt.filter", topic + "/#");
        MqttClient leaving =
                broker.connect(
                        Connect.as(V5, Names.clientId())
                                .will(Connect.Will.will(topic + "/will", "w").qos(1)));
        MqttClient client = broker.connect(V5);

        client.publish(Publish.to(topic + "/retained", "r").qos(1).retained());
        client.publish(Publish.to("$delayed/1/" + topic + "/delayed", "d").qos(1));
        leaving.close();

        assertThat(clients.read(new TopicPartition(topic, 0), 3))
                .extracting(ConsumerRecord::key)
                .containsExactly(topic + "/retained", topic + "/will", topic + "/delayed");
    }

    @Test
    void shouldTakeALargePayloadAndRefuseOneThatNoRecordHolds() {
        create(1, "mqtt.filter", topic + "/#");
        String large = "x".repeat(900_000);
        String tooLarge = "x".repeat(1_046_000);
        MqttClient client = broker.connect(V5);
        MqttClient older = broker.connect(V3_1_1);

        client.publish(Publish.to(topic + "/a", large).qos(1));
        client.send(Publish.to(topic + "/a", tooLarge).qos(1).id(9));
        Packet.Ack refused = client.wire().receive().ack(Packet.PUBACK, V5);
        client.publish(Publish.to("elsewhere", tooLarge).qos(1));
        older.send(Publish.to(topic + "/a", tooLarge).qos(1).id(9)).wire().expectClosed();

        assertThat(refused.reason()).isEqualTo(QUOTA_EXCEEDED);
        assertThat(clients.read(new TopicPartition(topic, 0), 1).getFirst().value())
                .isEqualTo(large);
    }

    /** P13: small on the way, and not small at all. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd"})
    void shouldLeaveWhatGrowsToKafkasClientsAndGoOn(String compression) {
        create(1, "mqtt.filter", topic);
        MqttClient subscriber = broker.connect(V5).subscribe(topic, 1);
        int bytes = 32 << 20;

        try (KafkaProducer<String, String> producer =
                clients.producer(
                        "compression.type",
                        compression,
                        "max.request.size",
                        2 * bytes,
                        "buffer.memory",
                        4L * bytes)) {
            KafkaClients.get(producer.send(new ProducerRecord<>(topic, "0".repeat(bytes))));
            KafkaClients.get(producer.send(new ProducerRecord<>(topic, "small")));
        }

        subscriber.expect(topic, "small");
        assertThat(
                        clients.read(new TopicPartition(topic, 0), 2).stream()
                                .map(each -> each.value().length()))
                .containsExactly(bytes, 5);
    }

    @Test
    void shouldTieAndUntieWhileItRuns() {
        create(1);
        MqttClient client = broker.connect(V5);
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        ConfigEntry filter = new ConfigEntry("mqtt.filter", topic);
        int before = publish(client, "before");
        int meanwhile;
        try (Admin admin = clients.admin()) {
            AlterConfigOp set = new AlterConfigOp(filter, AlterConfigOp.OpType.SET);
            KafkaClients.get(admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all());
            meanwhile = publish(client, "while");
            AlterConfigOp unset = new AlterConfigOp(filter, AlterConfigOp.OpType.DELETE);
            KafkaClients.get(admin.incrementalAlterConfigs(Map.of(resource, List.of(unset))).all());
        }
        int after = publish(client, "after");

        assertThat(List.of(before, meanwhile, after))
                .containsExactly(NO_MATCHING_SUBSCRIBERS, 0, NO_MATCHING_SUBSCRIBERS);
        assertThat(clients.read(new TopicPartition(topic, 0), 1))
                .extracting(ConsumerRecord::value)
                .containsExactly("while");
    }

    private int publish(MqttClient client, String payload) {
        int id = client.nextId();
        client.send(Publish.to(topic, payload).qos(1).id(id));
        return client.expectAck(Packet.PUBACK, id).reason();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/#/b", "a+", "$SYS/#", "#b"})
    void shouldRefuseAFilterThatIsNone(String filter) {
        assertThatThrownBy(() -> create(1, "mqtt.filter", filter))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("mqtt.filter wants");
    }
}
