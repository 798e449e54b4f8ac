package io.robustmq.conformance.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.Settings;
import io.robustmq.conformance.broker.TestBroker;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Kafka's admin client asks for. */
@ExtendWith(BrokerExtension.class)
@Settings({"engine.cores=1", "kafka.tcp=127.0.0.1:0"})
class AdminTest {
    private final KafkaClients clients;
    private final Admin admin;
    private final String topic = Names.clientId();
    private final ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);

    AdminTest(TestBroker broker) {
        this.clients = KafkaClients.of(broker);
        this.admin = clients.admin();
    }

    @AfterEach
    void close() {
        admin.close();
    }

    private void create(NewTopic wanted) {
        KafkaClients.get(admin.createTopics(List.of(wanted)).all());
    }

    private TopicDescription describe() {
        return KafkaClients.of(
                KafkaClients.get(admin.describeTopics(List.of(topic)).allTopicNames()), topic);
    }

    private Config configs() {
        return KafkaClients.of(
                KafkaClients.get(admin.describeConfigs(List.of(resource)).all()), resource);
    }

    @Test
    void shouldMakeDescribeAndDeleteATopic() {
        create(new NewTopic(topic, 3, (short) 1));

        TopicDescription described = describe();
        KafkaClients.get(admin.deleteTopics(List.of(topic)).all());

        assertThat(described.partitions()).hasSize(3);
        assertThat(described.partitions().getFirst().leader().id()).isEqualTo(256);
        assertThatThrownBy(this::describe).isInstanceOf(UnknownTopicOrPartitionException.class);
        assertThat(KafkaClients.get(admin.listTopics().names())).doesNotContain(topic);
    }

    @Test
    void shouldRefuseTopicsThatCannotBe() {
        create(new NewTopic(topic, 1, (short) 1));

        assertThatThrownBy(() -> create(new NewTopic(topic, 1, (short) 1)))
                .isInstanceOf(TopicExistsException.class);
        assertThatThrownBy(() -> create(new NewTopic("no/slash", 1, (short) 1)))
                .isInstanceOf(InvalidTopicException.class);
        assertThatThrownBy(() -> create(new NewTopic(topic + "2", 0, (short) 1)))
                .isInstanceOf(InvalidPartitionsException.class);
        assertThatThrownBy(() -> create(new NewTopic(topic + "3", 1, (short) 3)))
                .isInstanceOf(InvalidReplicationFactorException.class);
        assertThatThrownBy(() ->
                        create(
                                new NewTopic(topic + "4", 1, (short) 1)
                                        .configs(Map.of("cleanup.policy", "shrink"))))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("cleanup.policy");
        assertThatThrownBy(() ->
                        create(
                                new NewTopic(topic + "6", 1, (short) 1)
                                        .configs(
                                                Map.of(
                                                        "min.compaction.lag.ms", "2",
                                                        "max.compaction.lag.ms", "1"))))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("max.compaction.lag.ms");
        assertThatThrownBy(() ->
                        create(
                                new NewTopic(topic + "5", 1, (short) 1)
                                        .configs(Map.of("no.such.thing", "1"))))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("no.such.thing");
    }

    @Test
    void shouldGiveATopicMorePartitionsAndNeverFewer() {
        create(new NewTopic(topic, 1, (short) 1));

        KafkaClients.get(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(4))).all());

        assertThat(describe().partitions()).hasSize(4);
        assertThatThrownBy(() ->
                        KafkaClients.get(
                                admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(2)))
                                        .all()))
                .isInstanceOf(InvalidPartitionsException.class);
    }

    @Test
    void shouldChangeAndForgetSettings() {
        create(new NewTopic(topic, 1, (short) 1).configs(Map.of("retention.ms", "60000")));
        ConfigEntry larger = new ConfigEntry("max.message.bytes", "2000");

        KafkaClients.get(
                admin.incrementalAlterConfigs(
                                Map.of(
                                        resource,
                                        List.of(
                                                new AlterConfigOp(larger, AlterConfigOp.OpType.SET),
                                                new AlterConfigOp(
                                                        new ConfigEntry("retention.ms", ""),
                                                        AlterConfigOp.OpType.DELETE))))
                        .all());

        assertThat(configs().get("max.message.bytes").value()).isEqualTo("2000");
        assertThat(configs().get("max.message.bytes").isDefault()).isFalse();
        assertThat(configs().get("retention.ms").value()).isEqualTo("604800000");
        assertThat(configs().get("retention.ms").isDefault()).isTrue();
    }

    @Test
    void shouldDeleteRecordsBeforeAnOffset() {
        TopicPartition first = new TopicPartition(topic, 0);
        try (KafkaProducer<String, String> producer = clients.producer()) {
            for (int i = 0; i < 10; i++) {
                KafkaClients.get(producer.send(new ProducerRecord<>(topic, "v" + i)));
            }
        }

        long start =
                KafkaClients.get(
                                KafkaClients.of(
                                        admin.deleteRecords(
                                                        Map.of(
                                                                first,
                                                                RecordsToDelete.beforeOffset(4)))
                                                .lowWatermarks(),
                                        first))
                        .lowWatermark();

        assertThat(start).isEqualTo(4);
        assertThat(clients.read(first, 6).getFirst().value()).isEqualTo("v4");
    }

    @Test
    void shouldDescribeTheClusterAndWhatItsPartitionsHold() {
        try (KafkaProducer<String, String> producer = clients.producer()) {
            KafkaClients.get(producer.send(new ProducerRecord<>(topic, "v")));
        }

        var cluster = admin.describeCluster();
        var dirs = KafkaClients.get(admin.describeLogDirs(Set.of(256)).allDescriptions());

        assertThat(KafkaClients.get(cluster.nodes())).hasSize(1);
        assertThat(KafkaClients.get(cluster.controller()).id()).isEqualTo(256);
        assertThat(KafkaClients.of(dirs, 256).values().iterator().next().replicaInfos())
                .containsKey(new TopicPartition(topic, 0));
    }
}
