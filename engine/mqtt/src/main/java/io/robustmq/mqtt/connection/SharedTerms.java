package io.robustmq.mqtt.connection;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.jspecify.annotations.Nullable;

/**
 * Terms that connections of one core have in common: clients of one kind settle the same ones, so
 * most connections need none of their own. What was settled last has its place; terms that differ
 * and fall on it take it over.
 */
@OwnedBy(Core.class)
final class SharedTerms {
    /** Places, a power of two: kinds of clients that a core remembers at once. */
    static final int PLACES = 64;

    private final @Nullable ClientTerms[] places = new ClientTerms[PLACES];

    /**
     * @return equal terms that another connection has already, or these
     */
    ClientTerms of(ClientTerms settled) {
        int hash = settled.hashCode();
        int place = (hash ^ hash >>> Short.SIZE) & PLACES - 1;
        ClientTerms known = places[place];
        if (known != null && known.equals(settled)) {
            return known;
        }
        places[place] = settled;
        return settled;
    }
}
