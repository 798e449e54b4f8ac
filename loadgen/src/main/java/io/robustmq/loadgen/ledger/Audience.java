package io.robustmq.loadgen.ledger;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who should read everything once: a reader, or the members of a group together. */
final class Audience {
    private final String name;
    private final boolean ordered;

    /** When each was read first, and then when the exchange that brought it ended. */
    private final Map<Value, Long> readUs = new HashMap<>();

    private final Map<String, Long> latest = new HashMap<>();
    private long readAgain;

    /**
     * @param ordered false for a group, whose members read beside each other
     */
    Audience(String name, boolean ordered) {
        this.name = name;
        this.ordered = ordered;
    }

    String name() {
        return name;
    }

    /**
     * @return when it was read before, or that exchange ended; null for the first time
     */
    @Nullable Long read(Value value, long timeUs) {
        Long beforeUs = readUs.putIfAbsent(value, timeUs);
        if (beforeUs != null) {
            readAgain++;
        }
        return beforeUs;
    }

    /** Its packet identifier was released: whoever sent it needs not send it again. */
    void released(Value value, long timeUs) {
        readUs.put(value, timeUs);
    }

    /** Whether a later one of its line was read before; asked once, for the first time it came. */
    boolean isOutOfOrder(Value value) {
        long before = latest.merge(value.line(), value.sequence(), Math::max);
        return ordered && before > value.sequence();
    }

    boolean hasRead(Value value) {
        return readUs.containsKey(value);
    }

    long readAgain() {
        return readAgain;
    }
}
