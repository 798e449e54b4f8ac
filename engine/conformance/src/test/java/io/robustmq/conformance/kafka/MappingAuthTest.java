package io.robustmq.conformance.kafka;

import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.Settings;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.Packet;
import io.robustmq.conformance.wire.Publish;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each protocol asks for rights to its own name, and a tie for more than either. */
@ExtendWith(BrokerExtension.class)
@Settings(
        value = {
            "engine.cores=1",
            "kafka.tcp=127.0.0.1:0",
            "auth.anonymous=false",
            "auth.users=" + KafkaUsers.FILE
        },
        after = KafkaUsers.class)
class MappingAuthTest {
    private static final int NOT_AUTHORIZED = 0x87;

    private final TestBroker broker;
    private final KafkaClients clients;

    MappingAuthTest(TestBroker broker) {
        this.broker = broker;
        this.clients = KafkaClients.of(broker);
    }

    private KafkaClients as(String user, String password) {
        return clients.with(
                Map.of(
                        "security.protocol",
                        "SASL_PLAINTEXT",
                        "sasl.mechanism",
                        "PLAIN",
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required"
                                + " username=\"%s\" password=\"%s\";".formatted(user, password)));
    }

    private MqttClient mqtt(String user, String password) {
        return broker.connect(Connect.as(V5, Names.clientId()).user(user).password(password));
    }

    private static void tie(Admin admin, String topic, String filter) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp set =
                new AlterConfigOp(new ConfigEntry("mqtt.filter", filter), AlterConfigOp.OpType.SET);
        KafkaClients.get(admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all());
    }

    @Test
    void shouldTieForAdministratorsAndAskMqttsClientsForMqttsName() {
        try (Admin root = as("root", "all").admin()) {
            KafkaClients.get(
                    root.createTopics(List.of(new NewTopic("secrets", 1, (short) 1))).all());
            tie(root, "secrets", "orders/#");
        }

        int id = 1;
        MqttClient ann = mqtt("ann", "a-secret"); // may publish to orders alone
        ann.send(Publish.to("orders/1", "no").qos(1).id(id));
        Packet.Ack refused = ann.wire().receive().ack(Packet.PUBACK, V5);
        ann.publish(Publish.to("orders", "yes").qos(1));

        assertThat(refused.reason()).isEqualTo(NOT_AUTHORIZED);
        assertThat(as("root", "all").read(new TopicPartition("secrets", 0), 1))
                .extracting(ConsumerRecord::value)
                .containsExactly("yes");
    }

    @Test
    void shouldRefuseATieToWhoHasRightsToTheTopicAlone() {
        try (Admin root = as("root", "all").admin();
                Admin ann = as("ann", "a-secret").admin()) {
            KafkaClients.get(root.listTopics().names());

            assertThatThrownBy(() ->
                            KafkaClients.get(
                                    ann.createTopics(
                                                    List.of(
                                                            new NewTopic("orders", 1, (short) 1)
                                                                    .configs(
                                                                            Map.of(
                                                                                    "mqtt.filter",
                                                                                    "#"))))
                                            .all()))
                    .isInstanceOf(ClusterAuthorizationException.class);
        }
    }
}
