package io.robustmq.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.kernel.ConfigException;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsersParserTest {
    /** Well formed; the hash of no password that anybody knows. */
    static final String HASH =
            "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA"
                    + "$NfwSZtmOBLiRAzVmFoxnXMnqFS5KQ9ePzqdB8ZqxSFI";

    @Test
    void shouldReadUsersAndTheirGrants() {
        Users users =
                UsersParser.parse(
                        "users",
                        """
                        # people
                        user alice
                          password %s
                          publish allow a/#
                          publish deny a/secret/#
                          subscribe allow a/#
                          subscribe deny a/secret/#
                        user bob smith
                          password %s
                        anonymous
                          subscribe allow public/#
                        """
                                .formatted(HASH, HASH));

        assertThat(users.byName()).containsOnlyKeys("alice", "bob smith");
        Grants alice = Objects.requireNonNull(users.byName().get("alice")).grants();
        assertThat(mayPublish(alice, "a/b")).isTrue();
        assertThat(mayPublish(alice, "a/secret/b")).isFalse();
        assertThat(mayPublish(alice, "b")).isFalse();
        assertThat(maySubscribe(alice, "a/b/#")).isTrue();
        assertThat(maySubscribe(alice, "a/secret/b")).isFalse();
        assertThat(maySubscribe(alice, "a/#")).as("would bring a/secret").isFalse();
        assertThat(maySubscribe(alice, "#")).isFalse();
        Grants bob = Objects.requireNonNull(users.byName().get("bob smith")).grants();
        assertThat(mayPublish(bob, "a")).as("no rule allows").isFalse();
        assertThat(maySubscribe(bob, "a")).isFalse();
        assertThat(maySubscribe(users.anonymous(), "public/x")).isTrue();
        assertThat(mayPublish(users.anonymous(), "public/x")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "publish allow a         | users:1: auth.users: 'publish' stands before the first 'user NAME'",
                "user                    | users:1: auth.users: a user wants a name",
                "user a                  | users:1: auth.users: user 'a' has no password",
                "user a;password plain   | users:2: auth.users: not an argon2id hash",
                "user a;scram-sha-256 1  | users:2: auth.users: not a SCRAM-SHA-256 verifier",
                "user a;scram-sha-512 1  | users:2: auth.users: not a SCRAM-SHA-512 verifier",
                "anonymous;scram-sha-512 x | users:2: auth.users: anonymous clients have no scram-sha-512",
                "user a;publish permit a | users:2: auth.users: wants 'allow FILTER' or 'deny FILTER'",
                "user a;publish allow a# | users:2: auth.users: 'a#' is not a topic filter",
                "user a;colour blue      | users:2: auth.users: unknown word 'colour'",
                "anonymous;password x    | users:2: auth.users: anonymous clients have no password",
                "anonymous users         | users:1: auth.users: 'anonymous' stands alone on its line",
            })
    void shouldSayWhichLineIsWrong(String lines, String message) {
        assertThatThrownBy(() -> UsersParser.parse("users", lines.replace(';', '\n')))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void shouldRefuseTheSameUserTwice() {
        String twice = "user a\n password " + HASH + "\nuser a\n password " + HASH + "\n";

        assertThatThrownBy(() -> UsersParser.parse("users", twice))
                .hasMessage("users:3: auth.users: user 'a' stands here twice");
    }

    private static boolean mayPublish(Grants grants, String topic) {
        byte[] bytes = topic.getBytes(UTF_8);
        return grants.mayPublish(new UnsafeBuffer(bytes), 0, bytes.length);
    }

    private static boolean maySubscribe(Grants grants, String filter) {
        byte[] bytes = filter.getBytes(UTF_8);
        return grants.maySubscribe(new UnsafeBuffer(bytes), 0, bytes.length);
    }
}
