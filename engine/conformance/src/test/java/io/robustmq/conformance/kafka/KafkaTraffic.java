package io.robustmq.conformance.kafka;

import io.robustmq.conformance.broker.TestBroker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Something for other tests to look at: records and offsets of Kafka's own clients. */
public final class KafkaTraffic {
    private final KafkaClients clients;

    public KafkaTraffic(TestBroker broker) {
        clients = KafkaClients.of(broker);
    }

    /** Makes a topic and sends records to its partitions in turn; all are acknowledged. */
    public void produce(String topic, int partitions, int records) {
        try (Admin admin = clients.admin();
                KafkaProducer<String, String> producer = clients.producer()) {
            KafkaClients.get(
                    admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all());
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(topic, i % partitions, "key", "value"));
            }
        }
    }

    /** Commits the same offset of all partitions. */
    public void commit(String group, String topic, int partitions, long offset) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (int i = 0; i < partitions; i++) {
            offsets.put(new TopicPartition(topic, i), new OffsetAndMetadata(offset));
        }
        try (Admin admin = clients.admin()) {
            KafkaClients.get(admin.alterConsumerGroupOffsets(group, offsets).all());
        }
    }
}
