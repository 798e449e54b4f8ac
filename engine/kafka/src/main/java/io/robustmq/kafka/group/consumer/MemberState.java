package io.robustmq.kafka.group.consumer;

/** Where a member is on its way from what it has to what it shall have (KIP-848). */
enum MemberState {
    /** It has what it shall have. */
    STABLE(0),

    /** It must give something back first. */
    UNREVOKED(1),

    /** It waits for what others have not given back yet. */
    UNRELEASED(2);

    private final int code;

    MemberState(int code) {
        this.code = code;
    }

    /** What is kept of it. */
    int code() {
        return code;
    }

    static MemberState of(int code) {
        for (MemberState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new IllegalStateException("no state of a member: " + code);
    }
}
