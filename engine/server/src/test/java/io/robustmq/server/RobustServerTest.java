package io.robustmq.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.disk.FileDisk;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.JournalConfig;
import io.robustmq.storage.journal.JournalPoint;
import io.robustmq.storage.journal.NodeJournal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line: what is printed and the exit code. */
class RobustServerTest {
    /** Segment header of two shards, group header, frame header. */
    private static final int HEADERS = 128 + 56 + 24;

    @TempDir private Path directory;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void shouldPrintATemplateThatIsValid() throws IOException {
        assertThat(run("config", "template")).isZero();
        Path file = Files.writeString(directory.resolve("broker.yaml"), out.toString());

        assertThat(run("config", "validate", "--config", file.toString())).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void shouldEndWithTwoAndOneLineWhenTheOperatorErred() {
        assertThat(run("--set", "mqtt.tpc=off")).isEqualTo(RobustServer.EXIT_OPERATOR);
        assertThat(err.toString().lines())
                .containsExactly(
                        "robust-server: --set mqtt.tpc=off: mqtt.tpc: unknown key, did you mean"
                                + " mqtt.tcp?");
    }

    @Test
    void shouldUnderstandTheSameOptionsInEitherForm() {
        String line = "robust-server: --set mqtt.tcp=x: mqtt.tcp: 'x' is not allowed: wants ";

        assertThat(run("--set", "mqtt.tcp=x")).isEqualTo(RobustServer.EXIT_OPERATOR);
        assertThat(run("--set=mqtt.tcp=x")).isEqualTo(RobustServer.EXIT_OPERATOR);
        assertThat(err.toString().lines()).hasSize(2).allMatch(said -> said.startsWith(line));
    }

    @Test
    void shouldEndWithTwoOnAnOptionThatIsNone() {
        assertThat(run("--sett", "a=b")).isEqualTo(RobustServer.EXIT_OPERATOR);
        assertThat(run("--config")).isEqualTo(RobustServer.EXIT_OPERATOR);
        assertThat(err.toString()).contains("--sett").contains("--config");
    }

    @Test
    void shouldSayWhatAJournalHoldsAndWhereItIsDamaged() throws IOException {
        Path file = written(directory.resolve("journal"));

        assertThat(run("storage", "inspect", Objects.requireNonNull(file.getParent()).toString()))
                .isZero();
        assertThat(out.toString().lines())
                .containsSequence(
                        "segment-0000000000000000  journal epoch 1, positions 0 to 272",
                        "  shard 1, type 0x0007: 1 frames, 5 payload bytes, epoch 0",
                        "segment-0000000000000001  no header: made ready, or torn")
                .endsWith("2 files, 0 damages");

        byte[] bytes = Files.readAllBytes(file);
        bytes[HEADERS] ^= 1;
        Files.write(file, bytes);
        out.getBuffer().setLength(0);
        assertThat(run("storage", "verify", Objects.requireNonNull(file.getParent()).toString()))
                .isOne();
        assertThat(out.toString().lines())
                .containsExactly(
                        "segment-0000000000000000  damage at 184: a frame that is not what was"
                                + " written",
                        "2 files, 1 damages");
    }

    @Test
    void shouldEndWithTwoWhenThereIsNoJournalToLookAt() {
        assertThat(run("storage", "verify", directory.resolve("none").toString()))
                .isEqualTo(RobustServer.EXIT_OPERATOR);
        assertThat(err.toString()).contains("a journal's directory");
    }

    /** A journal of two shards with one frame. @return its segment */
    private static Path written(Path directory) throws IOException {
        NodeJournal journal =
                new NodeJournal(
                        new FileDisk(directory),
                        new FileDisk(directory.resolveSibling("quarantine")),
                        new JournalConfig(2, 1 << 16, 1 << 12, 1),
                        new Runnable[] {() -> {}},
                        JournalPoint.start(2),
                        (shard, type, at, position, buffer, offset, length) -> {});
        journal.supplyTurn();
        UnsafeBuffer payload = new UnsafeBuffer("hello".getBytes(UTF_8));
        journal.core(0).append(1, 7, Durability.SYNC, payload, 0, payload.capacity());
        journal.core(0).doWork();
        journal.writerTurn(0);
        journal.close(0);
        return directory.resolve("segment-0000000000000000");
    }

    @Test
    void shouldPrintItsVersion() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("RobustMQ ");
    }

    @Test
    void shouldRefuseToStartWithoutTheUsersFileItWasGiven() {
        Path absent = directory.resolve("absent");

        assertThat(run("--set", data(), "--set", "auth.users=" + absent))
                .isEqualTo(RobustServer.EXIT_OPERATOR);
        assertThat(err.toString())
                .isEqualTo(
                        "robust-server: auth.users: '%s' is not allowed: wants a readable file of"
                                        .formatted(absent)
                                + " UTF-8 text\n");
    }

    @Test
    void shouldEndWithOneWhenAnAddressIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int code =
                    run(
                            "--set", data(),
                            "--set", "mqtt.tcp=127.0.0.1:0",
                            "--set", "mqtt.ws=off",
                            "--set", "kafka.tcp=off",
                            "--set", "admin.http=127.0.0.1:" + taken.getLocalPort());

            assertThat(code).isEqualTo(RobustServer.EXIT_MACHINE);
            assertThat(err.toString())
                    .startsWith("robust-server: admin.http 127.0.0.1:")
                    .hasLineCount(1);
        }
    }

    @Test
    void shouldTakeThePasswordFromStandardInput() {
        String users = directory.resolve("users").toString();
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("secret\n".getBytes(UTF_8)));
        try {
            assertThat(run("user", "add", "--users", users, "--publish", "a/#", "alice")).isZero();
        } finally {
            System.setIn(before);
        }

        assertThat(run("user", "list", "--users", users)).isZero();
        assertThat(out.toString()).isEqualTo("alice\n");
        assertThat(Path.of(users)).content().contains("\n  publish allow a/#\n");
    }

    @Test
    void shouldRefuseAnEmptyPassword() {
        InputStream before = System.in;
        System.setIn(InputStream.nullInputStream());
        try {
            String users = directory.resolve("users").toString();
            assertThat(run("user", "add", "--users", users, "alice"))
                    .isEqualTo(RobustServer.EXIT_OPERATOR);
        } finally {
            System.setIn(before);
        }
        assertThat(err.toString()).startsWith("robust-server: password: ");
    }

    private String data() {
        return "data.directory=" + directory.resolve("data");
    }

    private int run(String... args) {
        return RobustServer.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
