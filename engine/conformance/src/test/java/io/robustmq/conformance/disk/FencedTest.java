package io.robustmq.conformance.disk;

import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.Publish;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that fails for good: the reason is in the log, the process ends with an exit code of its
 * own, and what was acknowledged is there when it starts again.
 */
class FencedTest {
    private static final int EXIT_FENCED = 3;
    private static final long TIMEOUT_NS = 30_000_000_000L;

    @TempDir Path data;

    @Test
    void shouldEndWithItsExitCodeAndTheReasonAndHaveWhatItAcknowledged() throws IOException {
        try (TestBroker broker = TestBroker.on(data, "journal.flush-interval=10ms")) {
            broker.connect(Connect.as(V5, "keeper").durable()).subscribe("k", 1);
            MqttClient publisher = broker.connect(V5);
            publisher.publish(Publish.to("k", "acknowledged").qos(1));
            awaitFlush();
            Files.move(data.resolve("state"), data.resolve("gone"));
            publisher.send(Publish.to("k", "flushed or not").qos(1).id(publisher.nextId()));

            assertThat(broker.awaitExit()).isEqualTo(EXIT_FENCED);
            assertThat(broker.log()).contains("the journal is fenced: the state tables stopped: ");
        }

        try (TestBroker broker = TestBroker.on(data)) {
            broker.connect(Connect.as(V5, "keeper").durable()).expect("k", "acknowledged");
        }
    }

    /** The tables are made in the background: their first checkpoint says that they are there. */
    private void awaitFlush() throws IOException {
        Path state = data.resolve("state");
        long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!hasCheckpoint(state)) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadlineNs);
            Thread.onSpinWait();
        }
    }

    private static boolean hasCheckpoint(Path state) throws IOException {
        if (!Files.isDirectory(state)) {
            return false;
        }
        try (Stream<Path> files = Files.list(state)) {
            return files.map(file -> file.getFileName().toString())
                    .anyMatch(name -> name.startsWith("checkpoint-") && !name.endsWith(".tmp"));
        }
    }
}
