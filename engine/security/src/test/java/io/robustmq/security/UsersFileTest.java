package io.robustmq.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.kernel.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersFileTest {
    @TempDir private Path directory;
    private Path path = Path.of("");
    private UsersFile file = new UsersFile(path);

    @BeforeEach
    void name() {
        path = directory.resolve("users");
        file = new UsersFile(path);
    }

    @Test
    void shouldKeepNoPasswordAndOnlyTheOwnerMayRead() throws IOException {
        file.add("alice", "correct horse", List.of("a/#"), List.of("a/+", "b"));

        String text = Files.readString(path);
        assertThat(text)
                .startsWith("user alice\n  password $argon2id$v=19$m=19456,t=2,p=1$")
                .contains("\n  scram-sha-256 15000 ")
                .contains("\n  scram-sha-512 15000 ")
                .endsWith(
                        """
                          publish allow a/#
                          subscribe allow a/+
                          subscribe allow b
                        """)
                .doesNotContain("correct horse");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldLeaveOtherLinesAloneWhenAUserComesAndGoes() throws IOException {
        String before =
                "# kept by hand\nuser eve\n  password "
                        + UsersParserTest.HASH
                        + "\nanonymous\n  publish allow x\n";
        Files.writeString(path, before);

        file.add("alice", "pw", List.of(), List.of());
        assertThat(file.names()).containsExactly("eve", "alice");
        file.remove("alice");

        assertThat(path).hasContent(before);
        file.remove("eve");
        assertThat(path).hasContent("# kept by hand\nanonymous\n  publish allow x\n");
    }

    @Test
    void shouldRefuseAUserWhoIsThereOrIsNot() {
        file.add("alice", "pw", List.of(), List.of());

        assertThatThrownBy(() -> file.add("alice", "pw", List.of(), List.of()))
                .hasMessage("user: 'alice' is not allowed: wants a name that is not there yet");
        assertThatThrownBy(() -> file.remove("bob"))
                .hasMessage("user: 'bob' is not allowed: wants a name from 'user list'");
    }

    @Test
    void shouldNotLetANameBecomeAStatement() {
        assertThatThrownBy(() -> file.add("a\n publish allow #", "pw", List.of(), List.of()))
                .isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> file.add("a", "pw", List.of("x\nuser b"), List.of()))
                .isInstanceOf(ConfigException.class);
        assertThat(path).doesNotExist();
    }

    @Test
    void shouldNeverTakeAnUnreadableFileForAnEmptyOne() {
        assertThatThrownBy(() -> new UsersAuthenticator(file, true, 1))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("wants a readable file of UTF-8 text");
    }
}
