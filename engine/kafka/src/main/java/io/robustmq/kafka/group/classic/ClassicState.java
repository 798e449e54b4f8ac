package io.robustmq.kafka.group.classic;

/**
 * <pre>
 * EMPTY —a member joins→ PREPARING —all joined, or time over→ COMPLETING —leader syncs→ STABLE
 *   ↑                       │  ↑                                  │                        │
 *   └──── nobody is left ───┘  └── somebody joins, leaves, fails ─┴────────────────────────┘
 * </pre>
 */
enum ClassicState {
    /** Nobody is there; offsets may be. */
    EMPTY("Empty"),

    /** Members are awaited: each must join anew. */
    PREPARING("PreparingRebalance"),

    /** The leader's assignment is awaited. */
    COMPLETING("CompletingRebalance"),

    /** Everybody has what the leader assigned. */
    STABLE("Stable");

    private final String kafkaName;

    ClassicState(String kafkaName) {
        this.kafkaName = kafkaName;
    }

    /** As Kafka's tools print it. */
    String kafkaName() {
        return kafkaName;
    }
}
