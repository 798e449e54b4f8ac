package io.robustmq.conformance.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.TestBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka's own consumers in groups, of both protocols. */
class KafkaGroupsTest {
    private static final String TOPIC = "shared";
    private static final String GROUP = "readers";
    private static final int PARTITIONS = 4;

    @TempDir Path data;
    private TestBroker broker;
    private KafkaClients clients;

    @BeforeEach
    void start() throws IOException {
        broker =
                TestBroker.on(
                        data,
                        "engine.cores=1",
                        "kafka.tcp=127.0.0.1:0",
                        "kafka.group.initial-rebalance-delay=100ms",
                        "kafka.group.consumer-heartbeat-interval=100ms");
        clients = KafkaClients.of(broker);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private void makeTopic() {
        try (Admin admin = clients.admin()) {
            KafkaClients.get(
                    admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all());
        }
    }

    private void produce(int from, int count) {
        try (KafkaProducer<String, String> producer = clients.producer()) {
            for (int i = from; i < from + count; i++) {
                producer.send(new ProducerRecord<>(TOPIC, i % PARTITIONS, "k" + i, "v"));
            }
        }
    }

    private KafkaConsumer<String, String> member(String protocol, Object... more) {
        List<Object> settings = new ArrayList<>(List.of(more));
        settings.addAll(
                List.of(
                        "group.id",
                        GROUP,
                        "group.protocol",
                        protocol,
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        "false"));
        if (protocol.equals("classic")) {
            settings.addAll(List.of("session.timeout.ms", 6_000, "heartbeat.interval.ms", 100));
        }
        return clients.consumer(settings.toArray());
    }

    /** Lets all poll until each has its share, and nobody a part of another's. */
    @SafeVarargs
    private static void pollUntilShared(KafkaConsumer<String, String>... members) {
        long untilNs = System.nanoTime() + KafkaClients.PATIENCE.toNanos();
        while (!areShared(members)) {
            assertThat(System.nanoTime()).as("shared in time").isLessThan(untilNs);
            for (KafkaConsumer<String, String> member : members) {
                member.poll(Duration.ofMillis(20));
            }
        }
    }

    private static boolean areShared(KafkaConsumer<String, String>[] members) {
        Set<TopicPartition> all = new HashSet<>();
        int count = 0;
        for (KafkaConsumer<String, String> member : members) {
            if (member.assignment().size() < PARTITIONS / members.length) {
                return false;
            }
            all.addAll(member.assignment());
            count += member.assignment().size();
        }
        return all.size() == PARTITIONS && count == PARTITIONS;
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void shouldReadOnFromWhereTheGroupHasCommitted(String protocol) throws IOException {
        makeTopic();
        produce(0, 100);
        try (KafkaConsumer<String, String> member = member(protocol)) {
            member.subscribe(List.of(TOPIC));
            KafkaClients.poll(member, 100);
            member.commitSync();
        }
        produce(100, 10);

        broker.kill();
        start();

        try (KafkaConsumer<String, String> next = member(protocol)) {
            next.subscribe(List.of(TOPIC));
            assertThat(KafkaClients.poll(next, 10))
                    .extracting(ConsumerRecord::key)
                    .containsExactlyInAnyOrder(
                            "k100", "k101", "k102", "k103", "k104", "k105", "k106", "k107", "k108",
                            "k109");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void shouldShareAnewWhenMembersComeAndGo(String protocol) {
        makeTopic();
        try (KafkaConsumer<String, String> first = member(protocol)) {
            first.subscribe(List.of(TOPIC));
            pollUntilShared(first);
            try (KafkaConsumer<String, String> second = member(protocol)) {
                second.subscribe(List.of(TOPIC));

                pollUntilShared(first, second);

                assertThat(state()).isEqualTo(GroupState.STABLE);
            }
            pollUntilShared(first);
        }
        assertThat(state()).isEqualTo(GroupState.EMPTY);
    }

    private GroupState state() {
        return described().groupState();
    }

    private ConsumerGroupDescription described() {
        try (Admin admin = clients.admin()) {
            return KafkaClients.of(
                    KafkaClients.get(admin.describeConsumerGroups(List.of(GROUP)).all()), GROUP);
        }
    }

    @Test
    void shouldShareAmongCooperativeMembers() {
        makeTopic();
        Object[] cooperative = {
            "partition.assignment.strategy", CooperativeStickyAssignor.class.getName()
        };
        try (KafkaConsumer<String, String> first = member("classic", cooperative);
                KafkaConsumer<String, String> second = member("classic", cooperative)) {
            first.subscribe(List.of(TOPIC));
            pollUntilShared(first);
            second.subscribe(List.of(TOPIC));

            pollUntilShared(first, second);

            assertThat(described().partitionAssignor()).isEqualTo("cooperative-sticky");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void shouldGiveAStaticMemberItsPartitionsBack(String protocol) {
        makeTopic();
        try (KafkaConsumer<String, String> other = member(protocol)) {
            Set<TopicPartition> before;
            try (KafkaConsumer<String, String> fixed =
                    member(protocol, "group.instance.id", "i1")) {
                fixed.subscribe(List.of(TOPIC));
                other.subscribe(List.of(TOPIC));
                pollUntilShared(fixed, other);
                before = fixed.assignment();
            }
            try (KafkaConsumer<String, String> back = member(protocol, "group.instance.id", "i1")) {
                back.subscribe(List.of(TOPIC));

                pollUntilShared(back, other);

                assertThat(back.assignment()).isEqualTo(before);
            }
            takeOut("i1");
        }
    }

    private void takeOut(String instance) {
        if (described().type() == org.apache.kafka.common.GroupType.CLASSIC) {
            try (Admin admin = clients.admin()) {
                KafkaClients.get(
                        admin.removeMembersFromConsumerGroup(
                                        GROUP,
                                        new RemoveMembersFromConsumerGroupOptions(
                                                List.of(new MemberToRemove(instance))))
                                .all());
            }
            assertThat(described().members())
                    .noneMatch(member -> member.groupInstanceId().isPresent());
        }
    }

    @Test
    void shouldFollowAPatternOfTopics() {
        makeTopic();
        produce(0, 10);
        try (KafkaConsumer<String, String> member = member("consumer")) {
            member.subscribe(new SubscriptionPattern("sha.*"));

            assertThat(KafkaClients.poll(member, 10)).hasSize(10);
        }
    }

    @Test
    void shouldLetAdministratorsSeeAndChangeGroups() {
        makeTopic();
        produce(0, 100);
        TopicPartition partition = new TopicPartition(TOPIC, 0);
        try (Admin admin = clients.admin()) {
            KafkaClients.get(
                    admin.alterConsumerGroupOffsets(
                                    GROUP,
                                    Map.of(
                                            partition,
                                            new OffsetAndMetadata(7, "by hand"),
                                            new TopicPartition(TOPIC, 1),
                                            new OffsetAndMetadata(9)))
                            .all());

            assertThat(KafkaClients.get(admin.listGroups().all()))
                    .extracting(GroupListing::groupId)
                    .containsExactly(GROUP);
            Map<TopicPartition, OffsetAndMetadata> offsets =
                    KafkaClients.get(
                            admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata());
            assertThat(offsets).hasSize(2);
            assertThat(KafkaClients.of(offsets, partition).metadata()).isEqualTo("by hand");
            KafkaClients.get(admin.deleteConsumerGroupOffsets(GROUP, Set.of(partition)).all());
            assertThat(
                            KafkaClients.get(
                                    admin.listConsumerGroupOffsets(GROUP)
                                            .partitionsToOffsetAndMetadata()))
                    .doesNotContainKey(partition);
            KafkaClients.get(admin.deleteConsumerGroups(List.of(GROUP)).all());
            assertThat(KafkaClients.get(admin.listGroups().all())).isEmpty();
        }
    }
}
