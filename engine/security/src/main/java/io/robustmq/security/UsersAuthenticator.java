package io.robustmq.security;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks clients against a users file: by password, or by SCRAM-SHA-256 or SCRAM-SHA-512. */
public final class UsersAuthenticator implements Authenticator, AutoCloseable {
    private final UserDirectory directory;
    private final boolean admitsAnonymous;
    private final Map<String, AuthMethod> scram = new HashMap<>();
    private final PasswordChecks checks;

    /**
     * @param admitsAnonymous clients without a user name get what the file's {@code anonymous}
     *     block grants
     * @throws io.robustmq.kernel.ConfigException the file is unreadable or wrong
     */
    public UsersAuthenticator(UsersFile file, boolean admitsAnonymous, int threads) {
        this(file, admitsAnonymous, new PasswordChecks(threads, PasswordChecks.QUEUE_CAPACITY));
    }

    UsersAuthenticator(UsersFile file, boolean admitsAnonymous, PasswordChecks checks) {
        this.directory = new UserDirectory(file);
        this.admitsAnonymous = admitsAnonymous;
        for (ScramHash hash : ScramHash.values()) {
            scram.put(hash.mechanism(), new ScramMethod(hash, directory, new SecureRandom()));
        }
        this.checks = checks;
    }

    @Override
    public void authenticate(Credentials credentials, CoreInbox inbox, Callback callback) {
        String name = credentials.userName();
        byte[] password = credentials.password();
        if (name == null) {
            callback.onVerdict(anonymous());
        } else if (password == null) {
            callback.onVerdict(Verdict.Refused.BAD_USER_NAME_OR_PASSWORD);
        } else if (!checks.trySubmit(() -> check(name, password), inbox, callback)) {
            callback.onVerdict(Verdict.Refused.SERVER_BUSY);
        }
    }

    private Verdict anonymous() {
        return admitsAnonymous
                ? new Verdict.Admitted(null, directory.anonymousAuthorizer())
                : Verdict.Refused.NOT_AUTHORIZED;
    }

    /** An unknown name takes as long as a known one, so that names can't be guessed by time. */
    private Verdict check(String name, byte[] password) {
        User user = directory.find(name);
        boolean matches = (user == null ? directory.decoy() : user.password()).matches(password);
        Authorizer authorizer = directory.authorizerOf(name);
        return user != null && matches && authorizer != null
                ? new Verdict.Admitted(name, authorizer)
                : Verdict.Refused.BAD_USER_NAME_OR_PASSWORD;
    }

    @Override
    public @Nullable AuthMethod method(String name) {
        return scram.get(name);
    }

    /**
     * Reads the file again.
     *
     * @return how many users there are now
     * @throws io.robustmq.kernel.ConfigException unreadable or wrong; what was in force stays
     */
    public int reload() {
        return directory.reload();
    }

    /** Any thread: passwords that wait to be hashed. */
    public int passwordsQueued() {
        return checks.queued();
    }

    @Override
    public void close() {
        checks.close();
    }
}
