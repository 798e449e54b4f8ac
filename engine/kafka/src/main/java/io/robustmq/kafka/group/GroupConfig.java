package io.robustmq.kafka.group;

import static io.robustmq.kernel.ConfigException.require;

import java.time.Duration;

/**
 * Limits and times of groups: {@code kafka.group.*}. Defaults are Kafka's, where it has one.
 *
 * @param membersMax of one group, 1 to 100,000
 * @param offsetsMax committed offsets that one core keeps, all groups together, 1,000 to
 *     100,000,000
 * @param sessionTimeoutMin shortest session that a member of a classic group may ask for
 * @param sessionTimeoutMax the longest, up to a day
 * @param initialRebalanceDelay how long an empty classic group waits for further members, 0 to 5
 *     min
 * @param consumerSessionTimeout silence after which a member of a consumer group is out
 * @param consumerHeartbeatInterval what such members are told, shorter than their session
 * @param offsetMetadataMax characters a consumer may write beside an offset, 0 to 8,192
 * @param offsetsRetention how long offsets stay that nobody reads by, a minute to ten years
 */
public record GroupConfig(
        int membersMax,
        int offsetsMax,
        Duration sessionTimeoutMin,
        Duration sessionTimeoutMax,
        Duration initialRebalanceDelay,
        Duration consumerSessionTimeout,
        Duration consumerHeartbeatInterval,
        int offsetMetadataMax,
        Duration offsetsRetention) {

    public static final GroupConfig DEFAULT =
            new GroupConfig(
                    10_000,
                    1_000_000,
                    Duration.ofSeconds(6),
                    Duration.ofMinutes(30),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(45),
                    Duration.ofSeconds(5),
                    4096,
                    Duration.ofDays(7));

    public GroupConfig {
        require(
                membersMax >= 1 && membersMax <= 100_000,
                "kafka.group.members-max",
                membersMax,
                "1 to 100000");
        require(
                offsetsMax >= 1_000 && offsetsMax <= 100_000_000,
                "kafka.group.offsets-max",
                offsetsMax,
                "1000 to 100000000");
        require(
                sessionTimeoutMin.toMillis() >= 1 && sessionTimeoutMin.toDays() < 1,
                "kafka.group.session-timeout-min",
                sessionTimeoutMin,
                "1ms to 24h");
        require(
                sessionTimeoutMax.compareTo(sessionTimeoutMin) >= 0
                        && sessionTimeoutMax.toHours() <= 24,
                "kafka.group.session-timeout-max",
                sessionTimeoutMax,
                "kafka.group.session-timeout-min to 24h");
        require(
                !initialRebalanceDelay.isNegative() && initialRebalanceDelay.toMinutes() <= 5,
                "kafka.group.initial-rebalance-delay",
                initialRebalanceDelay,
                "0s to 5m");
        require(
                consumerSessionTimeout.toMillis() >= 100 && consumerSessionTimeout.toHours() <= 24,
                "kafka.group.consumer-session-timeout",
                consumerSessionTimeout,
                "100ms to 24h");
        require(
                consumerHeartbeatInterval.toMillis() >= 10
                        && consumerHeartbeatInterval.compareTo(consumerSessionTimeout) < 0,
                "kafka.group.consumer-heartbeat-interval",
                consumerHeartbeatInterval,
                "10ms to less than kafka.group.consumer-session-timeout");
        require(
                offsetMetadataMax >= 0 && offsetMetadataMax <= 8192,
                "kafka.group.offset-metadata-max",
                offsetMetadataMax,
                "0 to 8192 (characters)");
        require(
                offsetsRetention.toMinutes() >= 1 && offsetsRetention.toDays() <= 3653,
                "kafka.group.offsets-retention",
                offsetsRetention,
                "1m to 3653d");
    }
}
