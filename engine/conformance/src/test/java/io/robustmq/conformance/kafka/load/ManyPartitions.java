package io.robustmq.conformance.kafka.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Makes many partitions, or sends a record to each and waits until all are acknowledged: {@code
 * main SERVERS make|send TOPICS PARTITIONS}. Prints how long it took.
 * scripts/bench/kafka-partitions runs it.
 */
public final class ManyPartitions {
    private static final int TOPICS_PER_REQUEST = 100;

    private ManyPartitions() {}

    public static void main(String[] arguments) throws ExecutionException, InterruptedException {
        Map<String, Object> settings = Map.of("bootstrap.servers", arguments[0]);
        int topics = Integer.parseInt(arguments[2]);
        int partitions = Integer.parseInt(arguments[3]);
        long beganNs = System.nanoTime();
        switch (arguments[1]) {
            case "make" -> make(settings, topics, partitions);
            case "send" -> send(settings, topics, partitions);
            default -> throw new IllegalArgumentException(arguments[1]);
        }
        System.out.println((System.nanoTime() - beganNs) / 1_000_000);
    }

    private static void make(Map<String, Object> settings, int topics, int partitions)
            throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(settings)) {
            for (int from = 0; from < topics; from += TOPICS_PER_REQUEST) {
                List<NewTopic> some = new ArrayList<>();
                for (int i = from; i < Math.min(topics, from + TOPICS_PER_REQUEST); i++) {
                    some.add(new NewTopic("topic-" + i, partitions, (short) 1));
                }
                admin.createTopics(some).all().get();
            }
        }
    }

    private static void send(Map<String, Object> settings, int topics, int partitions) {
        AtomicLong acknowledged = new AtomicLong();
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < topics; i++) {
                for (int partition = 0; partition < partitions; partition++) {
                    producer.send(
                            new ProducerRecord<>("topic-" + i, partition, "key", "value"),
                            (metadata, failure) -> {
                                if (failure == null) {
                                    acknowledged.incrementAndGet();
                                } else {
                                    failure.printStackTrace();
                                }
                            });
                }
            }
        }
        if (acknowledged.get() != (long) topics * partitions) {
            throw new IllegalStateException(acknowledged + " were acknowledged");
        }
    }
}
