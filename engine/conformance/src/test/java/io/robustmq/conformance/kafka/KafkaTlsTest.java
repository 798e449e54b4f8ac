package io.robustmq.conformance.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Settings;
import io.robustmq.conformance.broker.TestBroker;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Kafka's own clients over TLS, to every core: the certificate, then who they are. */
@ExtendWith(BrokerExtension.class)
@Settings(
        value = {
            "engine.cores=2",
            "kafka.tls=127.0.0.1:0",
            "auth.anonymous=false",
            "auth.users=" + KafkaUsers.FILE
        },
        after = KafkaUsers.class)
class KafkaTlsTest {
    private static final int PARTITIONS = 4;

    private final TestBroker broker;
    private final KafkaClients tls;

    KafkaTlsTest(TestBroker broker) {
        this.broker = broker;
        this.tls = KafkaClients.overTls(broker);
    }

    private KafkaClients as(String user, String password) {
        return tls.with(
                Map.of(
                        "security.protocol",
                        "SASL_SSL",
                        "sasl.mechanism",
                        "SCRAM-SHA-512",
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                                .formatted(user, password)));
    }

    @Test
    void shouldProduceAndConsumeOnEveryCore() {
        KafkaClients root = as("root", "all");
        try (Admin admin = root.admin();
                KafkaProducer<String, String> producer = root.producer()) {
            KafkaClients.get(
                    admin.createTopics(List.of(new NewTopic("secret", PARTITIONS, (short) 1)))
                            .all());
            for (int i = 0; i < PARTITIONS; i++) {
                var sent =
                        producer.send(new ProducerRecord<>("secret", i, "k", "x".repeat(90_000)));

                assertThat(KafkaClients.get(sent).offset()).isZero();
                assertThat(root.read(new TopicPartition("secret", i), 1))
                        .extracting(record -> record.value().length())
                        .containsExactly(90_000);
            }
        }
    }

    @Test
    void shouldAdmitNobodyByTheCertificateAlone() {
        try (Admin admin = as("root", "wrong").admin()) {
            assertThatThrownBy(() -> KafkaClients.get(admin.listTopics().names()))
                    .isInstanceOf(SaslAuthenticationException.class);
        }
    }

    @Test
    void shouldNotBeTrustedByWhoDoesNotKnowItsCertificate() {
        KafkaClients strangers =
                KafkaClients.at(broker.kafkaTls(), Map.of("security.protocol", "SSL"));

        try (Admin admin = strangers.admin()) {
            assertThatThrownBy(() -> KafkaClients.get(admin.listTopics().names()))
                    .isInstanceOf(SslAuthenticationException.class);
        }
    }
}
