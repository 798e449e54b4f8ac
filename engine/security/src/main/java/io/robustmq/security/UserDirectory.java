package io.robustmq.security;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The users in force. Read by every core and hash thread; replaced as a whole by {@link #reload},
 * which one thread at a time may call. A user keeps one authorizer through all reloads, so open
 * connections follow new grants; a removed user's connections may do nothing any more.
 */
final class UserDirectory {
    private final UsersFile file;
    private final UserAuthorizer anonymous;
    private volatile Snapshot snapshot;

    /**
     * @throws io.robustmq.kernel.ConfigException unreadable or wrong
     */
    UserDirectory(UsersFile file) {
        this.file = file;
        Users users = file.read();
        this.anonymous = new UserAuthorizer(users.anonymous());
        this.snapshot = new Snapshot(users, authorizers(users, Map.of()));
    }

    /**
     * @throws io.robustmq.kernel.ConfigException unreadable or wrong; what was in force stays
     */
    synchronized int reload() {
        Users users = file.read();
        Map<String, UserAuthorizer> before = snapshot.authorizers;
        before.forEach((name, authorizer) -> {
            User user = users.byName().get(name);
            authorizer.replace(user == null ? Grants.NONE : user.grants());
        });
        anonymous.replace(users.anonymous());
        snapshot = new Snapshot(users, authorizers(users, before));
        return users.byName().size();
    }

    @Nullable User find(String name) {
        return snapshot.users.byName().get(name);
    }

    @Nullable Authorizer authorizerOf(String name) {
        Snapshot now = snapshot;
        return now.users.byName().containsKey(name) ? now.authorizers.get(name) : null;
    }

    Authorizer anonymousAuthorizer() {
        return anonymous;
    }

    /** What an attacker would expect of a user we don't know. */
    int usualScramIterations(ScramHash hash) {
        for (User user : snapshot.users.byName().values()) {
            ScramVerifier scram = user.scram().get(hash);
            if (scram != null) {
                return scram.iterations();
            }
        }
        return ScramVerifier.DEFAULT_ITERATIONS;
    }

    /** Checking it costs what checking a real user's password costs, and always fails. */
    Argon2Hash decoy() {
        for (User user : snapshot.users.byName().values()) {
            Argon2Hash real = user.password();
            return new Argon2Hash(
                    real.memoryKiB(), real.passes(), real.lanes(), new byte[16], new byte[32]);
        }
        return new Argon2Hash(
                Argon2Hash.DEFAULT_MEMORY_KIB,
                Argon2Hash.DEFAULT_PASSES,
                Argon2Hash.DEFAULT_LANES,
                new byte[16],
                new byte[32]);
    }

    /** Removed users stay, without rights, for the connections that still hold them. */
    private static Map<String, UserAuthorizer> authorizers(
            Users users, Map<String, UserAuthorizer> before) {
        Map<String, UserAuthorizer> authorizers = new HashMap<>(before);
        users.byName()
                .forEach((name, user) ->
                        authorizers.computeIfAbsent(name, n -> new UserAuthorizer(user.grants())));
        return authorizers;
    }

    private record Snapshot(Users users, Map<String, UserAuthorizer> authorizers) {}
}
