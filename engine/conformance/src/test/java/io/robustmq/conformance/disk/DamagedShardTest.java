package io.robustmq.conformance.disk;

import static io.robustmq.conformance.wire.MqttVersion.V3_1_1;
import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.Packet;
import io.robustmq.conformance.wire.Publish;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A data directory with one flipped bit: its shard's clients are refused, all others served. */
@ParameterizedClass
@ValueSource(ints = {1, 2})
class DamagedShardTest {
    private static final int SERVER_UNAVAILABLE = 0x88;
    private static final int QUOTA_EXCEEDED = 0x97;
    private static final int SHARDS = 16;

    /** In the first frame's payload, behind the headers of segment, group and frame. */
    private static final int PAYLOAD_AT = 96 + 16 * SHARDS + 56 + 24 + 4;

    private final String cores;
    @TempDir Path data;

    DamagedShardTest(int cores) {
        this.cores = "engine.cores=" + cores;
    }

    @Test
    void shouldRefuseTheShardsClientsAndRetainedMessagesAndServeTheOthers() throws IOException {
        try (TestBroker broker = TestBroker.on(data, cores)) {
            broker.connect(Connect.as(V5, "hurt").durable()).subscribe("a/#", 1);
            broker.kill();
        }
        try (TestBroker broker = TestBroker.on(data, cores)) { // a segment that knows of the first
            broker.connect(Connect.as(V5, "other").durable());
            broker.kill();
        }
        Path first = data.resolve("journal/segment-0000000000000000");
        byte[] bytes = Files.readAllBytes(first);
        bytes[PAYLOAD_AT] ^= 1;
        Files.write(first, bytes);

        try (TestBroker broker = TestBroker.on(data, cores)) {
            assertThat(Health.of(broker))
                    .startsWith("200 ready\nshard ")
                    .endsWith(" is not served: damaged\n");
            broker.open()
                    .send(Connect.as(V5, "hurt").durable().bytes())
                    .expectRefused(V5, SERVER_UNAVAILABLE);
            broker.open().send(Connect.as(V3_1_1, "hurt").bytes()).expectRefused(V3_1_1, 3);
            MqttClient other = broker.connect(Connect.as(V5, "other").durable());
            assertThat(other.connack().sessionPresent()).isTrue();
            int refused = 0;
            for (int i = 0; i < 8 * SHARDS; i++) {
                refused += isRetained(other, "topic/" + i) ? 0 : 1;
            }
            assertThat(refused).isBetween(1, 4 * SHARDS);
        }
    }

    private static boolean isRetained(MqttClient publisher, String topic) {
        int id = publisher.nextId();
        publisher.send(Publish.to(topic, "x").qos(1).retained().id(id));
        int reason = publisher.wire().receive().ack(Packet.PUBACK, V5).reason();
        assertThat(reason == QUOTA_EXCEEDED || reason < 0x80).isTrue();
        return reason != QUOTA_EXCEEDED;
    }
}
