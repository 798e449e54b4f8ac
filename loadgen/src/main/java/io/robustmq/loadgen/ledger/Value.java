package io.robustmq.loadgen.ledger;

/**
 * What one message says, unlike any other of its ledger; as text {@code p0/q1/17}.
 *
 * @param publisher from 0
 * @param sequence counts the publisher's messages of this kind, from 1
 */
record Value(int publisher, Kind kind, long sequence) {
    private static final int PARTS = 3;

    String text() {
        return "p" + publisher + "/" + kind.text() + "/" + sequence;
    }

    String topic(String root) {
        return root + "/p" + publisher + "/" + kind.text();
    }

    /** The messages whose order a reader sees. */
    String line() {
        return "p" + publisher + "/" + kind.text();
    }

    /**
     * @throws IllegalArgumentException the text is no value
     */
    static Value parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != PARTS || !parts[0].startsWith("p")) {
            throw new IllegalArgumentException("'" + text + "' is no value");
        }
        return new Value(
                Integer.parseInt(parts[0].substring(1)),
                Kind.of(parts[1]),
                Long.parseLong(parts[2]));
    }
}
