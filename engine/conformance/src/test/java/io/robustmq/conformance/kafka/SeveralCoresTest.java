package io.robustmq.conformance.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.Settings;
import io.robustmq.conformance.broker.TestBroker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each core is a broker of its own: clients go to where a partition lives. */
@ExtendWith(BrokerExtension.class)
@Settings({"engine.cores=2", "kafka.tcp=127.0.0.1:0"})
class SeveralCoresTest {
    private static final int PARTITIONS = 8;

    private final TestBroker broker;
    private final KafkaClients clients;
    private final String topic = Names.clientId();

    SeveralCoresTest(TestBroker broker) {
        this.broker = broker;
        this.clients = KafkaClients.of(broker);
    }

    @Test
    void shouldSpreadATopicOverAllCoresAndServeItThere() {
        try (Admin admin = clients.admin()) {
            KafkaClients.get(
                    admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all());
        }
        List<TopicPartition> all = new ArrayList<>();
        try (KafkaProducer<String, String> producer = clients.producer()) {
            Set<Node> leaders = new HashSet<>();
            producer.partitionsFor(topic).forEach(each -> leaders.add(each.leader()));
            for (int i = 0; i < 100 * PARTITIONS; i++) {
                var unused = producer.send(new ProducerRecord<>(topic, i % PARTITIONS, "k", "v"));
            }

            assertThat(leaders).extracting(Node::id).containsExactlyInAnyOrder(256, 257);
        }

        try (KafkaConsumer<String, String> consumer = clients.consumer()) {
            for (int i = 0; i < PARTITIONS; i++) {
                all.add(new TopicPartition(topic, i));
            }
            consumer.assign(all);
            consumer.seekToBeginning(all);
            assertThat(KafkaClients.poll(consumer, 100 * PARTITIONS)).hasSize(100 * PARTITIONS);
        }
    }

    @Test
    void shouldMakeATopicWhicheverCoreIsAsked() {
        int made = 0;
        for (String server : broker.kafka().split(",")) {
            String name = topic + made++;
            try (KafkaProducer<String, String> producer =
                    clients.producer("bootstrap.servers", server)) {
                KafkaClients.get(producer.send(new ProducerRecord<>(name, "v")));
            }

            assertThat(clients.read(new TopicPartition(name, 0), 1)).hasSize(1);
        }
    }

    @Test
    void shouldDeleteATopicOnAllCores() {
        try (Admin admin = clients.admin()) {
            KafkaClients.get(
                    admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all());
            KafkaClients.get(admin.deleteTopics(List.of(topic)).all());
            KafkaClients.get(
                    admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all());
        }

        try (KafkaProducer<String, String> producer = clients.producer()) {
            for (int i = 0; i < PARTITIONS; i++) {
                assertThat(
                                KafkaClients.get(
                                                producer.send(
                                                        new ProducerRecord<>(topic, i, "k", "v")))
                                        .offset())
                        .isZero();
            }
        }
    }
}
