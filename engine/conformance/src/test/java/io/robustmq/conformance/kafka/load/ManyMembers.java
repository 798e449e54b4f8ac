package io.robustmq.conformance.kafka.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A group of many real consumers: all come at once, one goes, one comes. Prints for each how long
 * it took until every partition had one reader again, how far the group's generation or epoch went,
 * and how many requests the broker took meanwhile: {@code main SERVERS METRICS classic|consumer
 * MEMBERS PARTITIONS}. scripts/long/kafka-members.sh runs it.
 */
public final class ManyMembers {
    private static final String TOPIC = "of-many";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PATIENCE_NS = 180_000_000_000L;

    private final String servers;
    private final URI metrics;
    private final String protocol;
    private final int partitions;
    private final List<Member> members = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    private ManyMembers(String servers, URI metrics, String protocol, int partitions) {
        this.servers = servers;
        this.metrics = metrics;
        this.protocol = protocol;
        this.partitions = partitions;
    }

    /** One consumer and the thread that polls it. */
    private final class Member {
        final KafkaConsumer<byte[], byte[]> consumer;
        volatile Set<TopicPartition> assigned = Set.of();
        volatile int generation;
        volatile boolean isLeaving;

        Member() {
            consumer =
                    new KafkaConsumer<>(
                            Map.of(
                                    "bootstrap.servers",
                                    servers,
                                    "group.id",
                                    "many",
                                    "group.protocol",
                                    protocol,
                                    "enable.auto.commit",
                                    false,
                                    "fetch.max.wait.ms",
                                    5_000,
                                    "receive.buffer.bytes",
                                    8 << 10,
                                    "send.buffer.bytes",
                                    8 << 10),
                            new ByteArrayDeserializer(),
                            new ByteArrayDeserializer());
            Thread.ofPlatform().start(this::run);
        }

        private void run() {
            consumer.subscribe(List.of(TOPIC));
            try {
                while (!isLeaving) {
                    consumer.poll(POLL);
                    assigned = Set.copyOf(consumer.assignment());
                    generation = consumer.groupMetadata().generationId();
                }
            } catch (WakeupException leaving) {
                // closed below
            }
            assigned = Set.of();
            consumer.close();
        }

        /** It says so at once, and ends when its last fetch is answered. */
        void leave() {
            isLeaving = true;
            consumer.wakeup();
        }
    }

    public static void main(String[] arguments) throws Exception {
        ManyMembers many =
                new ManyMembers(
                        arguments[0],
                        URI.create(arguments[1]),
                        arguments[2],
                        Integer.parseInt(arguments[4]));
        many.run(Integer.parseInt(arguments[3]));
        System.exit(0);
    }

    private void run(int count) throws Exception {
        make();
        phase(
                count + " come",
                () -> {
                    for (int i = 0; i < count; i++) {
                        members.add(new Member());
                    }
                });
        phase("one goes", () -> members.removeLast().leave());
        phase("one comes", () -> members.add(new Member()));
    }

    private void make() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, partitions, (short) 1))).all().get();
        }
    }

    private void phase(String name, Runnable change) throws IOException, InterruptedException {
        long requests = requests();
        int generation = generation();
        long beganNs = System.nanoTime();
        change.run();
        while (!isShared()) {
            if (System.nanoTime() - beganNs > PATIENCE_NS) {
                throw new IllegalStateException(name + ": not shared in time");
            }
            Thread.sleep(20);
        }
        System.out.printf(
                "%-12s %6d ms   generation +%-4d %6d requests%n",
                name,
                (System.nanoTime() - beganNs) / 1_000_000,
                generation() - generation,
                requests() - requests);
    }

    /** Every partition has one reader, and nobody more than its share. */
    private boolean isShared() {
        int most = Math.ceilDiv(partitions, members.size());
        Set<TopicPartition> all = new HashSet<>();
        int sum = 0;
        for (Member member : members) {
            Set<TopicPartition> assigned = member.assigned;
            if (assigned.size() > most) {
                return false;
            }
            all.addAll(assigned);
            sum += assigned.size();
        }
        return all.size() == partitions && sum == partitions;
    }

    private int generation() {
        return members.stream().mapToInt(member -> member.generation).max().orElse(0);
    }

    private long requests() throws IOException, InterruptedException {
        String scrape =
                http.send(
                                HttpRequest.newBuilder(metrics).build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body();
        return scrape.lines()
                .filter(line -> line.startsWith("robustmq_kafka_requests_total{"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('}') + 2)))
                .sum();
    }
}
