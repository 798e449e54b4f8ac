package io.robustmq.security;

import org.jspecify.annotations.Nullable;

/** A broker without users: everybody may do everything. Listeners see to it that this is meant. */
public final class OpenAuthenticator implements Authenticator {
    @Override
    public void authenticate(Credentials credentials, CoreInbox inbox, Callback callback) {
        callback.onVerdict(new Verdict.Admitted(credentials.userName(), Authorizer.ALL));
    }

    @Override
    public @Nullable AuthMethod method(String name) {
        return null;
    }
}
