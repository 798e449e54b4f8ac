package io.robustmq.security;

import org.jspecify.annotations.Nullable;

/**
 * One user of the users file.
 *
 * @param scram null when the user may not use SCRAM-SHA-256
 */
record User(String name, Argon2Hash password, @Nullable ScramVerifier scram, Grants grants) {}
