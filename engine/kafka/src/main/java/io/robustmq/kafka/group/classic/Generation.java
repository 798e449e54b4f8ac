package io.robustmq.kafka.group.classic;

import io.robustmq.kafka.group.EventReader;
import io.robustmq.kafka.group.EventWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A classic group as it is kept: who was assigned what in one generation.
 *
 * <pre>
 * generation: 4 | changedMs: 8 | protocolType | protocol or null | leader or null | count: 4 | count ×
 *   (id | instance or null | client | host | rebalanceTimeoutMs: 4 | sessionTimeoutMs: 4 | metadata | assignment)
 * </pre>
 *
 * @param number how many generations there were
 * @param changedMs when its state changed, in milliseconds since 1970
 * @param members none when the group is empty
 */
record Generation(
        int number,
        long changedMs,
        String protocolType,
        @Nullable String protocol,
        @Nullable String leader,
        List<Kept> members) {

    /** One of its members. */
    record Kept(
            String id,
            @Nullable String instanceId,
            String clientId,
            String host,
            int rebalanceTimeoutMs,
            int sessionTimeoutMs,
            byte[] metadata,
            byte[] assignment) {

        static Kept of(ClassicMember member, @Nullable String protocol) {
            return new Kept(
                    member.id(),
                    member.instanceId(),
                    member.clientId(),
                    member.host(),
                    member.rebalanceTimeoutMs(),
                    member.sessionTimeoutMs(),
                    member.metadata(protocol),
                    member.assignment());
        }
    }

    void write(EventWriter to) {
        to.int32(number)
                .int64(changedMs)
                .string(protocolType)
                .string(protocol)
                .string(leader)
                .int32(members.size());
        for (Kept member : members) {
            to.string(member.id)
                    .string(member.instanceId)
                    .string(member.clientId)
                    .string(member.host)
                    .int32(member.rebalanceTimeoutMs)
                    .int32(member.sessionTimeoutMs)
                    .block(member.metadata)
                    .block(member.assignment);
        }
    }

    static Generation read(EventReader from) {
        int number = from.int32();
        long changedMs = from.int64();
        String protocolType = from.string();
        String protocol = from.nullableString();
        String leader = from.nullableString();
        List<Kept> members = new ArrayList<>();
        for (int left = from.int32(); left > 0; left--) {
            members.add(
                    new Kept(
                            from.string(),
                            from.nullableString(),
                            from.string(),
                            from.string(),
                            from.int32(),
                            from.int32(),
                            from.block(),
                            from.block()));
        }
        return new Generation(number, changedMs, protocolType, protocol, leader, members);
    }
}
