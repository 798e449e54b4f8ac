package io.robustmq.conformance.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Settings;
import io.robustmq.conformance.broker.TestBroker;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.message.SaslHandshakeRequestData;
import org.apache.kafka.common.message.SaslHandshakeResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users of the users file over SASL, and what their grants let them do. */
@ExtendWith(BrokerExtension.class)
@Settings(
        value = {
            "engine.cores=1",
            "kafka.tcp=127.0.0.1:0",
            "auth.anonymous=false",
            "auth.users=" + KafkaUsers.FILE
        },
        after = KafkaUsers.class)
class KafkaAuthTest {
    private final TestBroker broker;
    private final KafkaClients clients;

    KafkaAuthTest(TestBroker broker) {
        this.broker = broker;
        this.clients = KafkaClients.of(broker);
    }

    private KafkaClients as(String mechanism, String user, String password) {
        String module = mechanism.equals("PLAIN") ? "plain.Plain" : "scram.Scram";
        return clients.with(
                Map.of(
                        "security.protocol",
                        "SASL_PLAINTEXT",
                        "sasl.mechanism",
                        mechanism,
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.%sLoginModule required username=\"%s\" password=\"%s\";"
                                .formatted(module, user, password)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"})
    void shouldAdmitWhoKnowsThePassword(String mechanism) {
        try (KafkaProducer<String, String> producer = as(mechanism, "ann", "a-secret").producer()) {
            assertThat(KafkaClients.get(producer.send(new ProducerRecord<>("orders", "v"))))
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"})
    void shouldRefuseAWrongPasswordAndAnUnknownUserAlike(String mechanism) {
        for (String user : List.of("ann", "nobody")) {
            try (Admin admin = as(mechanism, user, "wrong").admin()) {
                assertThatThrownBy(() -> KafkaClients.get(admin.listTopics().names()))
                        .isInstanceOf(SaslAuthenticationException.class)
                        .hasMessageContaining("authentication failed");
            }
        }
    }

    @Test
    void shouldNameTheMechanismsThatThereAre() {
        try (RawClient client = RawClient.to(broker)) {
            SaslHandshakeRequestData asked = new SaslHandshakeRequestData().setMechanism("GSSAPI");

            var said = (SaslHandshakeResponseData) client.ask(Api.SASL_HANDSHAKE, 1, asked);

            assertThat(said.errorCode()).isEqualTo(Errors.UNSUPPORTED_SASL_MECHANISM.code());
            assertThat(said.mechanisms())
                    .containsExactly("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512");
        }
    }

    @Test
    void shouldCloseOnWhoAsksWithoutSayingWhoItIs() throws IOException {
        String[] address = broker.kafka().split(":");
        byte[] metadata = {0, 0, 0, 14, 0, 3, 0, 0, 0, 0, 0, 1, -1, -1, 0, 0, 0, 0};
        try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
            socket.getOutputStream().write(metadata);

            int answer = new DataInputStream(socket.getInputStream()).read();

            assertThat(answer).isEqualTo(-1);
        }
    }

    @Test
    void shouldLetWritersWriteAndReadersReadAndNothingElse() {
        KafkaClients ann = as("PLAIN", "ann", "a-secret");
        KafkaClients rob = as("PLAIN", "rob", "r-secret");
        TopicPartition orders = new TopicPartition("orders", 0);
        try (KafkaProducer<String, String> writer = ann.producer()) {
            KafkaClients.get(writer.send(new ProducerRecord<>("orders", "v")));

            assertThatThrownBy(
                            () -> KafkaClients.get(writer.send(new ProducerRecord<>("other", "v"))))
                    .isInstanceOf(TopicAuthorizationException.class);
        }

        assertThat(rob.read(orders, 1)).isNotEmpty();
        try (KafkaConsumer<String, String> writer = ann.consumer()) {
            writer.assign(List.of(orders));
            writer.seekToBeginning(List.of(orders));
            assertThatThrownBy(() -> writer.poll(Duration.ofSeconds(5)))
                    .isInstanceOf(TopicAuthorizationException.class);
        }
        try (KafkaProducer<String, String> reader = rob.producer("enable.idempotence", false)) {
            assertThatThrownBy(() ->
                            KafkaClients.get(reader.send(new ProducerRecord<>("orders", "v"))))
                    .isInstanceOf(TopicAuthorizationException.class);
        }
    }

    @Test
    void shouldLetOnlyAdministratorsChangeOthersTopics() {
        try (Admin root = as("PLAIN", "root", "all").admin();
                Admin rob = as("PLAIN", "rob", "r-secret").admin()) {
            KafkaClients.get(root.createTopics(List.of(new NewTopic("fresh", 1, (short) 1))).all());

            assertThatThrownBy(() ->
                            KafkaClients.get(
                                    rob.createTopics(List.of(new NewTopic("mine", 1, (short) 1)))
                                            .all()))
                    .isInstanceOf(TopicAuthorizationException.class);
            assertThatThrownBy(() -> KafkaClients.get(rob.deleteTopics(List.of("fresh")).all()))
                    .isInstanceOf(TopicAuthorizationException.class);
            assertThat(KafkaClients.get(rob.listTopics().names())).doesNotContain("fresh");
            KafkaClients.get(root.deleteTopics(List.of("fresh")).all());
        }
    }
}
