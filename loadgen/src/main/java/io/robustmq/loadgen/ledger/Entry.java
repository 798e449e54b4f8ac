package io.robustmq.loadgen.ledger;

import org.jspecify.annotations.Nullable;

/**
 * One line of the ledger: {@code TIME CLIENT ACTION VALUE DETAIL}, with {@code -} for none.
 *
 * @param timeUs microseconds since 1970
 * @param client {@code p0} a publisher, {@code r0} a reader, or whoever wrote it
 * @param detail one word, see {@link Action}
 */
record Entry(long timeUs, String client, Action action, @Nullable Value value, String detail) {
    static final String NONE = "-";
    private static final int WORDS = 5;

    String line() {
        String what = value == null ? NONE : value.text();
        return timeUs + " " + client + " " + action.text() + " " + what + " " + detail;
    }

    /**
     * @throws IllegalArgumentException the line is no entry
     */
    static Entry parse(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != WORDS) {
            throw new IllegalArgumentException("'" + line + "' is no entry of a ledger");
        }
        return new Entry(
                Long.parseLong(words[0]),
                words[1],
                Action.of(words[2]),
                words[3].equals(NONE) ? null : Value.parse(words[3]),
                words[4]);
    }

    Value requireValue() {
        Value named = value;
        if (named == null) {
            throw new IllegalArgumentException("'" + line() + "' names no value");
        }
        return named;
    }

    int packetId() {
        return Integer.parseInt(detail);
    }
}
