package io.robustmq.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line: what is printed and the exit code. */
class RobustServerTest {
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
    void shouldPrintItsVersion() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("RobustMQ ");
    }

    @Test
    void shouldRefuseToStartWithoutTheUsersFileItWasGiven() {
        Path absent = directory.resolve("absent");

        assertThat(run("--set", "auth.users=" + absent)).isEqualTo(RobustServer.EXIT_OPERATOR);
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
                            "--set", "mqtt.tcp=127.0.0.1:0",
                            "--set", "mqtt.ws=off",
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

    private int run(String... args) {
        return RobustServer.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
