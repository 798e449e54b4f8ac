package io.robustmq.conformance.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.TestBroker;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients are told to go where their own listener is advertised, and go there. */
class AdvertisedTest {
    @TempDir Path data;

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }

    @Test
    void shouldTellClientsOfEachListenerItsOwnName() throws IOException {
        int tcp = freePort();
        int tls = freePort();
        try (TestBroker broker =
                TestBroker.on(
                        data,
                        "engine.cores=1",
                        "kafka.tcp=127.0.0.1:" + tcp,
                        "kafka.advertised-tcp=localhost:" + tcp,
                        "kafka.tls=127.0.0.1:" + tls,
                        "kafka.advertised-tls=localhost:" + tls)) {
            KafkaClients plain = KafkaClients.of(broker);
            KafkaClients secure = KafkaClients.overTls(broker);

            try (KafkaProducer<String, String> producer = secure.producer()) {
                KafkaClients.get(producer.send(new ProducerRecord<>("t", "v")));
            }

            assertThat(node(plain)).isEqualTo(new Node(256, "localhost", tcp));
            assertThat(node(secure)).isEqualTo(new Node(256, "localhost", tls));
            assertThat(plain.read(new TopicPartition("t", 0), 1)).hasSize(1);
        }
    }

    private static Node node(KafkaClients clients) {
        try (Admin admin = clients.admin()) {
            return KafkaClients.get(admin.describeCluster().nodes()).iterator().next();
        }
    }
}
