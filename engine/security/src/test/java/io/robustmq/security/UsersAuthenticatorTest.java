package io.robustmq.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.kernel.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersAuthenticatorTest {
    private static final int WAIT_SECONDS = 30;

    @TempDir private Path directory;
    private final BlockingQueue<Runnable> core = new LinkedBlockingQueue<>();
    private final List<Verdict> verdicts = new ArrayList<>();

    @Test
    void shouldAdmitTheRightPasswordOnTheCoresThread() throws Exception {
        try (UsersAuthenticator users = new UsersAuthenticator(file("a/#"), false, 1)) {
            users.authenticate(credentials("alice", "pw"), core::offer, verdicts::add);
            assertThat(verdicts).as("nothing before the core runs it").isEmpty();
            runOnCore();

            users.authenticate(credentials("alice", "PW"), core::offer, verdicts::add);
            runOnCore();
            users.authenticate(credentials("bob", "pw"), core::offer, verdicts::add);
            runOnCore();
        }

        assertThat(verdicts).hasSize(3);
        assertThat(((Verdict.Admitted) verdicts.get(0)).userName()).isEqualTo("alice");
        assertThat(verdicts.subList(1, 3)).containsOnly(Verdict.Refused.BAD_USER_NAME_OR_PASSWORD);
    }

    @Test
    void shouldAnswerAtOnceWhenNothingIsToBeHashed() throws Exception {
        try (UsersAuthenticator closed = new UsersAuthenticator(file("a/#"), false, 1);
                UsersAuthenticator open = new UsersAuthenticator(file("a/#"), true, 1)) {
            closed.authenticate(new Credentials(null, null), core::offer, verdicts::add);
            closed.authenticate(new Credentials("alice", null), core::offer, verdicts::add);
            open.authenticate(new Credentials(null, null), core::offer, verdicts::add);
        }

        assertThat(verdicts.subList(0, 2))
                .containsExactly(
                        Verdict.Refused.NOT_AUTHORIZED, Verdict.Refused.BAD_USER_NAME_OR_PASSWORD);
        Authorizer anonymous = ((Verdict.Admitted) verdicts.get(2)).authorizer();
        assertThat(mayPublish(anonymous, "a")).as("no anonymous block, no rights").isFalse();
    }

    @Test
    void shouldSayBusyWhenTheQueueIsFull() throws Exception {
        CountDownLatch hashing = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        CoreInbox slow =
                work -> {
                    hashing.countDown();
                    return awaits(free) && core.offer(work);
                };
        try (UsersAuthenticator users =
                new UsersAuthenticator(file("a/#"), false, new PasswordChecks(1, 1))) {
            users.authenticate(credentials("alice", "pw"), slow, verdicts::add);
            assertThat(hashing.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            users.authenticate(credentials("alice", "pw"), core::offer, verdicts::add);

            users.authenticate(credentials("alice", "pw"), core::offer, verdicts::add);

            assertThat(verdicts).containsExactly(Verdict.Refused.SERVER_BUSY);
            free.countDown();
            runOnCore();
            runOnCore();
        }
        assertThat(verdicts).hasSize(3);
    }

    @Test
    void shouldFollowTheFileOnReloadAndKeepTheOldUsersWhenItIsWrong() throws Exception {
        UsersFile file = file("a/#");
        try (UsersAuthenticator users = new UsersAuthenticator(file, false, 1)) {
            users.authenticate(credentials("alice", "pw"), core::offer, verdicts::add);
            runOnCore();
            Authorizer alice = ((Verdict.Admitted) verdicts.getFirst()).authorizer();
            assertThat(mayPublish(alice, "a/x")).isTrue();

            file("b/#");
            assertThat(users.reload()).isEqualTo(1);
            assertThat(mayPublish(alice, "a/x")).isFalse();
            assertThat(mayPublish(alice, "b/x")).isTrue();

            Files.writeString(directory.resolve("users"), "nonsense\n");
            assertThatThrownBy(users::reload).isInstanceOf(ConfigException.class);
            assertThat(mayPublish(alice, "b/x")).as("what was in force stays").isTrue();

            Files.writeString(directory.resolve("users"), "");
            users.reload();
            assertThat(mayPublish(alice, "b/x")).as("removed").isFalse();
        }
    }

    private UsersFile file(String publish) throws IOException {
        return new UsersFile(
                Files.writeString(
                        directory.resolve("users"),
                        "user alice\n  password %s\n  publish allow %s\n"
                                .formatted(cheapHash("pw"), publish)));
    }

    /** As {@code user add} makes them, but in a millisecond. */
    private static Argon2Hash cheapHash(String password) {
        return Argon2Hash.of(password.getBytes(UTF_8), new SecureRandom(), 8, 1, 1);
    }

    private void runOnCore() throws InterruptedException {
        Runnable work = core.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        assertThat(work).isNotNull();
        work.run();
    }

    private static boolean awaits(CountDownLatch latch) {
        try {
            return latch.await(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            return false;
        }
    }

    private static Credentials credentials(@Nullable String name, String password) {
        return new Credentials(name, password.getBytes(UTF_8));
    }

    private static boolean mayPublish(Authorizer authorizer, String topic) {
        byte[] bytes = topic.getBytes(UTF_8);
        return authorizer.mayPublish(new UnsafeBuffer(bytes), 0, bytes.length);
    }
}
