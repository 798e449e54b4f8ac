package io.robustmq.conformance.kafka.ledger;

/**
 * One line of the ledger: {@code TIME WHO ACTION WHAT DETAIL}, with {@code -} for none.
 *
 * <pre>
 * p0     invoke     VALUE             -          about to be given to the producer
 * p0     ok         VALUE             OFFSET     acknowledged
 * p0     failed     VALUE             EXCEPTION  the producer gave up: it may be kept or not
 * r0     read       PARTITION/OFFSET  VALUE
 * r0     committed  PARTITION         OFFSET     acknowledged
 * r0     holding    -                 -          has read, and waits before it commits
 * r0     trouble    -                 EXCEPTION  went on behind it
 * script cutting    -                 -          the fault begins
 * </pre>
 *
 * @param timeUs microseconds since 1970
 * @param what a value is {@code PRODUCER/PARTITION/NUMBER}
 */
record Entry(long timeUs, String who, String action, String what, String detail) {
    static final String NONE = "-";
    private static final int WORDS = 5;

    String line() {
        return timeUs + " " + who + " " + action + " " + what + " " + detail;
    }

    /**
     * @throws IllegalArgumentException the line is no entry
     */
    static Entry parse(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != WORDS) {
            throw new IllegalArgumentException("'" + line + "' is no entry of a ledger");
        }
        return new Entry(Long.parseLong(words[0]), words[1], words[2], words[3], words[4]);
    }

    /** The partition of a value. */
    static int partitionOf(String value) {
        return Integer.parseInt(value.split("/", -1)[1]);
    }

    /** Whose values have an order among themselves: one producer's in one partition. */
    static String lineOf(String value) {
        return value.substring(0, value.lastIndexOf('/'));
    }

    static long numberOf(String value) {
        return Long.parseLong(value.substring(value.lastIndexOf('/') + 1));
    }
}
