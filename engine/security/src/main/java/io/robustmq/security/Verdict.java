package io.robustmq.security;

import org.jspecify.annotations.Nullable;

/** The answer to an attempt to connect. */
public sealed interface Verdict {
    /**
     * @param userName null for anonymous
     */
    record Admitted(@Nullable String userName, Authorizer authorizer) implements Verdict {}

    /** Why not; how much of it the client is told is the protocol's affair. */
    enum Refused implements Verdict {
        BAD_USER_NAME_OR_PASSWORD,
        /** Anonymous, and that is not welcome here. */
        NOT_AUTHORIZED,
        /** Too many passwords wait to be checked; trying again later may work. */
        SERVER_BUSY
    }
}
