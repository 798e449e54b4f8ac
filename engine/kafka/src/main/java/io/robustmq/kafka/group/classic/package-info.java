/**
 * Groups whose members agree among themselves who reads what: the protocol of JoinGroup, SyncGroup,
 * Heartbeat and LeaveGroup, with static members (KIP-345).
 */
@NullMarked
package io.robustmq.kafka.group.classic;

import org.jspecify.annotations.NullMarked;
