package io.robustmq.kafka.group.coordinator;

/** What Describe requests say that their client may do (KIP-430): a bit for each operation. */
final class AuthorizedOperations {
    private static final int READ = 3;
    private static final int DELETE = 6;
    private static final int DESCRIBE = 8;

    /** Who may use a group may do all three. */
    static final int OF_GROUP = 1 << READ | 1 << DELETE | 1 << DESCRIBE;

    private AuthorizedOperations() {}
}
