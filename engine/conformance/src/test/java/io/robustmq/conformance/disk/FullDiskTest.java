package io.robustmq.conformance.disk;

import static io.robustmq.conformance.wire.Bytes.bytes;
import static io.robustmq.conformance.wire.Bytes.join;
import static io.robustmq.conformance.wire.Bytes.string;
import static io.robustmq.conformance.wire.MqttVersion.V3_1_1;
import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.Packet;
import io.robustmq.conformance.wire.Publish;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A disk that runs full and gets room again (fault D9): a file takes what is above {@code
 * journal.disk-free-min}. On memory, where nobody else writes.
 */
@ParameterizedClass
@ValueSource(ints = {1, 2})
class FullDiskTest {
    private static final int QUOTA_EXCEEDED = 0x97;
    private static final long MIB = 1 << 20;

    /** Above the minimum at first: more than the broker's own files and the hysteresis. */
    private static final long SPARE_BYTES = 160 * MIB;

    private static final long BALLAST_BYTES = SPARE_BYTES + 32 * MIB;

    private final int cores;
    private Path directory;
    private Path ballast;
    private TestBroker broker;

    FullDiskTest(int cores) {
        this.cores = cores;
    }

    @BeforeEach
    void start() throws IOException {
        Path memory = Path.of("/dev/shm");
        directory = Files.createTempDirectory(memory, "robustmq-disk");
        ballast = directory.resolve("ballast");
        long freeBytes = Files.getFileStore(directory).getUsableSpace();
        broker =
                TestBroker.on(
                        directory.resolve("data"),
                        "engine.cores=" + cores,
                        "journal.segment-size=1MiB",
                        "journal.ring-size=64KiB",
                        "journal.disk-free-min=" + (freeBytes - SPARE_BYTES) + "B");
    }

    @AfterEach
    void stop() throws IOException {
        broker.close();
        try (var files = Files.walk(directory)) {
            for (Path each : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(each);
            }
        }
    }

    @Test
    void shouldRefuseWhatMustBeKeptServeTheRestAndGoOnByItself() throws IOException {
        broker.connect(durable("keeper")).subscribe("k", 1).disconnect();
        MqttClient stays = broker.connect(durable("stays"));
        MqttClient publisher = broker.connect(V5);
        publisher.publish(Publish.to("k", "before").qos(1));

        fill();
        Health.await(broker, "disk full");

        assertThat(Health.of(broker)).startsWith("200 ready\n");
        assertThat(answerTo(publisher, Publish.to("k", "refused").qos(1), Packet.PUBACK))
                .isEqualTo(QUOTA_EXCEEDED);
        assertThat(answerTo(publisher, Publish.to("k", "refused").qos(2), Packet.PUBREC))
                .isEqualTo(QUOTA_EXCEEDED);
        assertThat(answerTo(publisher, Publish.to("r", "x").qos(1).retained(), Packet.PUBACK))
                .isEqualTo(QUOTA_EXCEEDED);
        assertThat(stays.subscribing(new byte[0], join(string("s"), bytes(1))).codes())
                .containsExactly(QUOTA_EXCEEDED);
        broker.open().send(durable("new").bytes()).expectRefused(V5, QUOTA_EXCEEDED);
        broker.open().send(Connect.as(V3_1_1, "old").durable().bytes()).expectRefused(V3_1_1, 3);

        MqttClient live = broker.connect(V5).subscribe("live", 1);
        publisher.publish(Publish.to("live", "goes on").qos(1));
        live.expect("live", "goes on");
        MqttClient keeper = broker.connect(durable("keeper"));
        assertThat(keeper.connack().sessionPresent()).isTrue();
        keeper.expect("k", "before");
        MqttClient old = broker.connect(V3_1_1);
        Publish waits = Publish.to("k", "waits").qos(1).id(7);
        old.send(waits).wire().expectSilence();

        Files.delete(ballast);

        old.expectAck(Packet.PUBACK, 7);
        keeper.expect("k", "waits");
        publisher.publish(Publish.to("k", "after").qos(1));
        keeper.expect("k", "after");
        assertThat(Health.of(broker)).isEqualTo("200 ready\n");
    }

    private void fill() throws IOException {
        byte[] piece = new byte[(int) MIB];
        try (OutputStream out = Files.newOutputStream(ballast)) {
            for (long written = 0; written < BALLAST_BYTES; written += piece.length) {
                out.write(piece);
            }
        }
    }

    private static int answerTo(MqttClient publisher, Publish publish, int type) {
        int id = publisher.nextId();
        publisher.send(publish.id(id));
        Packet.Ack ack = publisher.wire().receive().ack(type, V5);
        assertThat(ack.id()).isEqualTo(id);
        return ack.reason();
    }

    private static Connect durable(String clientId) {
        return Connect.as(V5, clientId).durable();
    }
}
