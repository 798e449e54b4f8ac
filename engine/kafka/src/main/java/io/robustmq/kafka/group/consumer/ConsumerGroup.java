package io.robustmq.kafka.group.consumer;

import io.robustmq.kafka.group.Deadline;
import io.robustmq.kafka.group.EventReader;
import io.robustmq.kafka.group.EventWriter;
import io.robustmq.kafka.group.Group;
import io.robustmq.kafka.group.GroupConfig;
import io.robustmq.kafka.group.GroupEvents;
import io.robustmq.kafka.group.GroupJournal;
import io.robustmq.kafka.group.offset.CommittedOffset;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * A group whose target is decided here (KIP-848): its epoch grows when it is to be shared anew, the
 * target has the epoch it was made for, and each member comes to it by itself. This class has what
 * is kept and how events change it; {@link Heartbeats} decides.
 *
 * <pre>
 * EPOCH        epoch: 4 | topicsHash: 8
 * MEMBER       {@link Subscription}
 * CURRENT      member | {@link Current}
 * TARGET       epoch: 4 | count: 4 | count × (member | {@link Partitions})
 * MEMBER_GONE  member
 * </pre>
 */
@OwnedBy(Core.class)
public final class ConsumerGroup extends Group {
    /** What members of such groups are called. */
    static final String PROTOCOL_TYPE = "consumer";

    /** Of OffsetCommit, from which on members know what a stale epoch is. */
    private static final int FIRST_COMMIT_VERSION = 9;

    private static final long NEVER_COMPARED = -1;

    private final Core core;
    private final Map<String, ConsumerMember> members = new LinkedHashMap<>();
    private final Map<String, String> idByInstance = new HashMap<>();

    /** How many members want a topic, by its name. */
    private final Map<String, Integer> readers = new TreeMap<>();

    private final Holdings holdings = new Holdings();
    private int epoch;
    private int targetEpoch;
    private long topicsHash;

    /** Of the topics that its epoch was last compared with. */
    private long topicsVersion = NEVER_COMPARED;

    /**
     * No assignment before: a large group that comes together is not shared anew for each member.
     */
    private long nextAssignmentNs = Long.MIN_VALUE;

    /**
     * @param before whose offsets it takes over; null for none
     */
    public ConsumerGroup(
            String id, int shard, Core core, GroupJournal journal, @Nullable Group before) {
        super(id, shard, journal, before);
        this.core = core;
    }

    int epoch() {
        return epoch;
    }

    int targetEpoch() {
        return targetEpoch;
    }

    long topicsHash() {
        return topicsHash;
    }

    Holdings holdings() {
        return holdings;
    }

    Collection<ConsumerMember> members() {
        return members.values();
    }

    @Nullable ConsumerMember member(String id) {
        return members.get(id);
    }

    @Nullable ConsumerMember instance(String instanceId) {
        String id = idByInstance.get(instanceId);
        return id == null ? null : members.get(id);
    }

    /** Names of topics that a member wants, whether there are such or not. */
    Set<String> wanted() {
        return readers.keySet();
    }

    /** A topic came, went or changed: the next heartbeat looks whether that matters. */
    boolean isStale(long version) {
        return topicsVersion != version;
    }

    void refreshed(long version) {
        topicsVersion = version;
    }

    boolean mayAssign(long nowNs) {
        return nowNs >= nextAssignmentNs;
    }

    void nextAssignmentNs(long whenNs) {
        nextAssignmentNs = whenNs;
    }

    // ---- events ----

    void commitEpoch(int next, long hash) {
        begin().int32(next).int64(hash);
        commit(GroupEvents.EPOCH);
    }

    void commitMember(Subscription wants) {
        wants.write(begin());
        commit(GroupEvents.MEMBER);
    }

    void commitCurrent(String memberId, Current has) {
        has.write(begin().string(memberId));
        commit(GroupEvents.CURRENT);
    }

    void commitTarget(int ofEpoch, Map<String, Partitions> changed) {
        EventWriter event = begin().int32(ofEpoch).int32(changed.size());
        changed.forEach((id, partitions) -> partitions.write(event.string(id)));
        commit(GroupEvents.TARGET);
    }

    void commitGone(String memberId) {
        begin().string(memberId);
        commit(GroupEvents.MEMBER_GONE);
    }

    /** A member is out: what it had is free, and to be shared anew. */
    void expel(String memberId) {
        commitGone(memberId);
        commitEpoch(epoch + 1, topicsHash);
    }

    private void onTimeOver(String memberId) {
        if (members.containsKey(memberId)) {
            expel(memberId);
        }
    }

    /** Applies one of this group's events. */
    public void apply(int type, EventReader event) {
        switch (type) {
            case GroupEvents.EPOCH -> {
                epoch = event.int32();
                topicsHash = event.int64();
            }
            case GroupEvents.MEMBER -> applyMember(Subscription.read(event));
            case GroupEvents.CURRENT -> applyCurrent(event.string(), Current.read(event));
            case GroupEvents.TARGET -> applyTarget(event);
            case GroupEvents.MEMBER_GONE -> applyGone(event.string());
            default -> throw new IllegalStateException("no event of a consumer group: " + type);
        }
    }

    private void applyMember(Subscription wants) {
        ConsumerMember member = members.get(wants.memberId());
        if (member == null) {
            String id = wants.memberId();
            Deadline session = new Deadline(core, () -> onTimeOver(id));
            Deadline revoking = new Deadline(core, () -> onTimeOver(id));
            member = new ConsumerMember(wants, session, revoking);
            members.put(id, member);
        } else {
            count(member.wants(), -1);
            member.wants(wants);
        }
        count(wants, 1);
        if (wants.instanceId() != null) {
            idByInstance.put(wants.instanceId(), wants.memberId());
        }
    }

    private void count(Subscription wants, int by) {
        wants.names().forEach(topic -> count(topic, by));
        wants.matched().forEach(topic -> count(topic, by));
    }

    private void count(String topic, int by) {
        readers.merge(topic, by, Integer::sum);
        readers.remove(topic, 0);
    }

    private void applyCurrent(String memberId, Current next) {
        ConsumerMember member = Objects.requireNonNull(members.get(memberId));
        release(member.has());
        member.has(next);
        holdings.take(next.assigned());
        holdings.take(next.revoking());
    }

    private void release(Current has) {
        holdings.release(has.assigned());
        holdings.release(has.revoking());
    }

    private void applyTarget(EventReader event) {
        targetEpoch = event.int32();
        for (int left = event.int32(); left > 0; left--) {
            ConsumerMember member = members.get(event.string());
            Partitions target = Partitions.read(event);
            if (member != null) {
                member.target(target);
            }
        }
    }

    private void applyGone(String memberId) {
        ConsumerMember gone = members.remove(memberId);
        if (gone == null) {
            return;
        }
        gone.close();
        release(gone.has());
        count(gone.wants(), -1);
        if (gone.wants().instanceId() != null) {
            idByInstance.remove(gone.wants().instanceId(), memberId);
        }
    }

    @Override
    public void resume(GroupConfig config) {
        topicsVersion = NEVER_COMPARED;
        for (ConsumerMember member : members.values()) {
            member.session().setMs(config.consumerSessionTimeout().toMillis());
            member.watch();
        }
    }

    @Override
    public void close() {
        members.values().forEach(ConsumerMember::close);
    }

    // ---- as a group ----

    @Override
    public String type() {
        return "consumer";
    }

    @Override
    public String state() {
        if (members.isEmpty()) {
            return "Empty";
        }
        if (epoch > targetEpoch) {
            return "Assigning";
        }
        boolean isStable =
                members.values().stream()
                        .allMatch(member -> member.has().isReconciledTo(targetEpoch));
        return isStable ? "Stable" : "Reconciling";
    }

    @Override
    public String protocolType() {
        return PROTOCOL_TYPE;
    }

    @Override
    public int memberCount() {
        return members.size();
    }

    @Override
    public boolean isEmpty() {
        return members.isEmpty();
    }

    @Override
    public Errors checkCommit(
            String memberId, @Nullable String instanceId, int memberEpoch, int version) {
        if (memberEpoch < 0 && members.isEmpty()) {
            return Errors.NONE; // from an administrator, or a consumer that assigns itself
        }
        ConsumerMember member = members.get(memberId);
        if (member == null) {
            return Errors.UNKNOWN_MEMBER_ID;
        }
        if (version < FIRST_COMMIT_VERSION) {
            return Errors.UNSUPPORTED_VERSION;
        }
        return member.has().epoch() == memberEpoch ? Errors.NONE : Errors.STALE_MEMBER_EPOCH;
    }

    @Override
    public Errors checkFetch(@Nullable String memberId, int memberEpoch) {
        if (memberId == null && memberEpoch < 0) {
            return Errors.NONE;
        }
        ConsumerMember member = memberId == null ? null : members.get(memberId);
        if (member == null) {
            return Errors.UNKNOWN_MEMBER_ID;
        }
        return member.has().epoch() == memberEpoch ? Errors.NONE : Errors.STALE_MEMBER_EPOCH;
    }

    @Override
    public Errors checkOffsetDelete() {
        return Errors.NONE;
    }

    @Override
    public boolean isSubscribedTo(String topic) {
        return readers.containsKey(topic);
    }

    @Override
    public long lastUseMs(CommittedOffset offset) {
        return offset.committedMs();
    }

    @Override
    public void onCommit(String memberId) {}
}
