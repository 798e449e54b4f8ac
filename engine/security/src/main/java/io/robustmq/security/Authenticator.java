package io.robustmq.security;

import org.jspecify.annotations.Nullable;

/** Says who a client is. Called on the connection's core, which it never blocks. */
public interface Authenticator {
    /**
     * Calls {@code callback} exactly once on the core's thread: before this returns when nothing
     * has to be computed, else through {@code inbox}. A core that takes no work for {@link
     * PasswordChecks#DELIVERY_LIMIT} loses the verdict; the connect time-out ends such a
     * connection.
     */
    void authenticate(Credentials credentials, CoreInbox inbox, Callback callback);

    /**
     * @return the enhanced authentication method of that name (MQTT 5.0 §4.12), or null
     */
    @Nullable AuthMethod method(String name);

    /** Who asked. */
    interface Callback {
        void onVerdict(Verdict verdict);
    }
}
