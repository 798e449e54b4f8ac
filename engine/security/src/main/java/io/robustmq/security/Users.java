package io.robustmq.security;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What a users file says, at one moment.
 *
 * @param anonymous the grants of clients without a name
 */
record Users(SequencedMap<String, User> byName, Grants anonymous) {
    Users {
        byName = new LinkedHashMap<>(byName);
    }

    static Users of(Map<String, User> byName, Grants anonymous) {
        return new Users(new LinkedHashMap<>(byName), anonymous);
    }
}
