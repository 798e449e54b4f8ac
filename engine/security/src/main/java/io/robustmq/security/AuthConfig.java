package io.robustmq.security;

import static io.robustmq.kernel.ConfigException.require;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect: {@code auth.*}.
 *
 * @param users the users file; null for none
 */
public record AuthConfig(@Nullable Path users, Anonymous anonymous) {
    public AuthConfig {
        require(
                users != null || anonymous != Anonymous.FALSE,
                "auth.anonymous",
                "false",
                "auto or true while auth.users is off, or nobody could connect");
    }

    /** Whether a client without a user name is admitted. */
    public boolean admitsAnonymous() {
        return anonymous == Anonymous.TRUE || (anonymous == Anonymous.AUTO && users == null);
    }

    /** Whether listeners may be bound where other machines reach them. */
    public boolean mayLeaveLoopback() {
        return users != null || anonymous == Anonymous.TRUE;
    }

    /** AUTO admits clients without a name exactly when there is no users file. */
    public enum Anonymous {
        AUTO,
        TRUE,
        FALSE
    }
}
