package io.robustmq.security;

import java.util.Map;

/**
 * One user of the users file.
 *
 * @param scram by hash; where there is none the user may not use that mechanism
 */
record User(String name, Argon2Hash password, Map<ScramHash, ScramVerifier> scram, Grants grants) {
    User {
        scram = Map.copyOf(scram);
    }
}
