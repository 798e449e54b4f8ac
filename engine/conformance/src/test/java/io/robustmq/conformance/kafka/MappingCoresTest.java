package io.robustmq.conformance.kafka;

import static io.robustmq.conformance.wire.MqttVersion.V5;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.Settings;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.Packet;
import io.robustmq.conformance.wire.Publish;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Partitions on both cores, publishers and subscribers on both. */
@ExtendWith(BrokerExtension.class)
@Settings({"engine.cores=2", "kafka.tcp=127.0.0.1:0"})
class MappingCoresTest {
    private static final int PARTITIONS = 8;
    private static final int CLIENTS = 6;
    private static final int NO_MATCHING_SUBSCRIBERS = 0x10;

    private final TestBroker broker;
    private final KafkaClients clients;
    private final String topic = Names.clientId();

    MappingCoresTest(TestBroker broker) {
        this.broker = broker;
        this.clients = KafkaClients.of(broker);
    }

    @BeforeEach
    void tie() {
        NewTopic wanted =
                new NewTopic(topic, PARTITIONS, (short) 1)
                        .configs(Map.of("mqtt.filter", topic + "/#"));
        try (Admin admin = clients.admin()) {
            KafkaClients.get(admin.createTopics(List.of(wanted)).all());
        }
    }

    private List<MqttClient> connect(Connect... prepared) {
        List<MqttClient> all = new ArrayList<>();
        for (Connect each : prepared) {
            all.add(broker.connect(each));
        }
        return all;
    }

    private static Connect[] clients(boolean durable) {
        return IntStream.range(0, CLIENTS)
                .mapToObj(i -> Connect.as(V5, Names.clientId()))
                .map(each -> durable ? each.durable() : each)
                .toArray(Connect[]::new);
    }

    /** All cores know of the tie once nobody hears that nobody wants its messages. */
    private int awaitTie(MqttClient client) {
        for (int probes = 1; ; probes++) {
            int id = client.nextId();
            client.send(Publish.to(topic + "/probe", "").qos(1).id(id));
            if (client.expectAck(Packet.PUBACK, id).reason() != NO_MATCHING_SUBSCRIBERS) {
                return probes;
            }
        }
    }

    private List<ConsumerRecord<String, String>> readUntil(int count) {
        try (KafkaConsumer<String, String> consumer = clients.consumer()) {
            List<TopicPartition> all = new ArrayList<>();
            for (int i = 0; i < PARTITIONS; i++) {
                all.add(new TopicPartition(topic, i));
            }
            consumer.assign(all);
            consumer.seekToBeginning(all);
            List<ConsumerRecord<String, String>> read = new ArrayList<>();
            long untilNs = System.nanoTime() + KafkaClients.PATIENCE.toNanos();
            while (read.size() < count && System.nanoTime() - untilNs < 0) {
                KafkaClients.poll(consumer, 1).stream()
                        .filter(each -> !each.key().endsWith("/probe"))
                        .forEach(read::add);
            }
            return read;
        }
    }

    @Test
    void shouldMakeEveryMessageOneRecordWhereverItIsPublished() {
        List<MqttClient> publishers = connect(clients(true));
        publishers.forEach(this::awaitTie);

        for (int i = 0; i < 20; i++) {
            for (int p = 0; p < CLIENTS; p++) {
                String name = topic + "/" + p;
                publishers.get(p).publish(Publish.to(name, "v" + i).qos(1 + i % 2));
            }
        }

        Map<String, List<String>> byKey =
                readUntil(20 * CLIENTS).stream()
                        .collect(
                                groupingBy(
                                        ConsumerRecord::key,
                                        mapping(ConsumerRecord::value, toList())));
        List<String> inOrder = IntStream.range(0, 20).mapToObj(i -> "v" + i).toList();
        assertThat(byKey).hasSize(CLIENTS);
        assertThat(byKey.values()).allSatisfy(each -> assertThat(each).isEqualTo(inOrder));
    }

    @Test
    void shouldMakeARetainedMessageOneRecordToo() {
        List<MqttClient> publishers = connect(clients(false));
        publishers.forEach(this::awaitTie);

        for (int p = 0; p < CLIENTS; p++) {
            publishers.get(p).publish(Publish.to(topic + "/" + p, "r").qos(1).retained());
        }
        publishers.getFirst().publish(Publish.to(topic + "/last", "r").qos(1));

        assertThat(readUntil(CLIENTS + 1)).hasSize(CLIENTS + 1);
        MqttClient late = broker.connect(V5);
        late.subscribe(topic + "/0", 1).expect(topic + "/0", "r");
    }

    @Test
    void shouldBringRecordsToSubscribersOfEveryCoreInTheirOrder() {
        List<MqttClient> subscribers = connect(clients(false));
        subscribers.forEach(each -> each.subscribe(topic + "/#", 1));
        int count = 200;

        try (KafkaProducer<String, String> producer = clients.producer("linger.ms", 5)) {
            for (int i = 0; i < count; i++) {
                String name = topic + "/" + i % PARTITIONS;
                var unused =
                        producer.send(new ProducerRecord<>(topic, i % PARTITIONS, name, "v" + i));
            }
        }

        for (MqttClient subscriber : subscribers) {
            Map<String, Integer> last = new java.util.HashMap<>();
            for (int i = 0; i < count; i++) {
                Packet.Publication each = subscriber.receive();
                subscriber.acknowledge(each);
                int number = Integer.parseInt(each.text().substring(1));
                assertThat(last.getOrDefault(each.topic(), -1)).isLessThan(number);
                last.put(each.topic(), number);
            }
            subscriber.expectSilence();
        }
    }
}
