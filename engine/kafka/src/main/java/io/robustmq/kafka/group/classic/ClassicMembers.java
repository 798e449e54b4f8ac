package io.robustmq.kafka.group.classic;

import io.robustmq.kafka.group.Deadline;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * Who is in a classic group: its members, which of them leads, who has an id and has not joined
 * yet, and how many know each protocol.
 */
@OwnedBy(Core.class)
final class ClassicMembers {
    private final Map<String, ClassicMember> byId = new LinkedHashMap<>();
    private final Map<String, String> idByInstance = new HashMap<>();
    private final Map<String, Integer> knownBy = new TreeMap<>();

    /** Ids given out whose members are to join with them, and when these are forgotten. */
    private final Map<String, Deadline> pending = new HashMap<>();

    /** Who has joined the present generation and not synced yet. */
    private final Set<String> unsynced = new HashSet<>();

    private @Nullable String leader;

    /** How many of the members wait for the next generation. */
    private int joined;

    int count() {
        return byId.size();
    }

    boolean isEmpty() {
        return byId.isEmpty();
    }

    Collection<ClassicMember> all() {
        return byId.values();
    }

    @Nullable ClassicMember get(String id) {
        return byId.get(id);
    }

    boolean has(String id) {
        return byId.containsKey(id);
    }

    @Nullable String idOf(@Nullable String instanceId) {
        return instanceId == null ? null : idByInstance.get(instanceId);
    }

    /** Who asks is the member it says it is, and no other has taken its place (KIP-345). */
    Errors check(String id, @Nullable String instanceId) {
        if (instanceId != null) {
            String known = idByInstance.get(instanceId);
            if (known == null) {
                return Errors.UNKNOWN_MEMBER_ID;
            }
            if (!known.equals(id)) {
                return Errors.FENCED_INSTANCE_ID;
            }
        }
        return byId.containsKey(id) ? Errors.NONE : Errors.UNKNOWN_MEMBER_ID;
    }

    void add(ClassicMember member) {
        byId.put(member.id(), member);
        if (member.instanceId() != null) {
            idByInstance.put(member.instanceId(), member.id());
        }
        count(member, 1);
        if (leader == null) {
            leader = member.id();
        }
    }

    /**
     * Also an id that is only pending. A member waits with nothing any more, nor does its session.
     */
    void remove(String id) {
        forgetPending(id);
        unsynced.remove(id);
        ClassicMember removed = byId.remove(id);
        if (removed != null) {
            removed.session().cancel();
            refuseJoin(removed, "", Errors.UNKNOWN_MEMBER_ID);
            removed.refuseSync(Errors.UNKNOWN_MEMBER_ID);
            count(removed, -1);
            if (removed.instanceId() != null) {
                idByInstance.remove(removed.instanceId(), id);
            }
        }
        if (id.equals(leader)) {
            leader = byId.isEmpty() ? null : byId.keySet().iterator().next();
        }
    }

    /** The same place for another id, the leader's too; who still waits with the old one is out. */
    void replace(ClassicMember old, ClassicMember with) {
        boolean led = old.id().equals(leader);
        refuseJoin(old, old.id(), Errors.FENCED_INSTANCE_ID);
        old.refuseSync(Errors.FENCED_INSTANCE_ID);
        remove(old.id());
        add(with);
        if (led) {
            leader = with.id();
        }
    }

    /** What a member knows and allows from now on. */
    void update(
            ClassicMember member, int rebalanceTimeoutMs, int sessionTimeoutMs, List<Protocol> to) {
        count(member, -1);
        member.terms(rebalanceTimeoutMs, sessionTimeoutMs, to);
        count(member, 1);
    }

    private void count(ClassicMember member, int by) {
        for (Protocol protocol : member.protocols()) {
            knownBy.merge(protocol.name(), by, Integer::sum);
            knownBy.remove(protocol.name(), 0);
        }
    }

    // ---- ids given out ----

    void addPending(String id, Deadline untilJoined) {
        pending.put(id, untilJoined);
    }

    boolean isPending(String id) {
        return pending.containsKey(id);
    }

    int pendingCount() {
        return pending.size();
    }

    void forgetPending(String id) {
        Deadline forgotten = pending.remove(id);
        if (forgotten != null) {
            forgotten.cancel();
        }
    }

    // ---- a generation ----

    @Nullable String leader() {
        return leader;
    }

    boolean isLeader(String id) {
        return id.equals(leader);
    }

    void leader(@Nullable String id) {
        leader = id;
    }

    boolean haveAllJoined() {
        return pending.isEmpty() && joined == byId.size();
    }

    int joinedCount() {
        return joined;
    }

    /** It has joined and waits for the next generation. */
    void await(ClassicMember member, Join join) {
        joined += member.awaitsJoin() ? 0 : 1;
        member.await(join);
    }

    /** It need not wait any longer. @return what it waited with; null when it did not */
    @Nullable Join takeJoin(ClassicMember member) {
        joined -= member.awaitsJoin() ? 1 : 0;
        return member.takeJoin();
    }

    void refuseJoin(ClassicMember member, String memberId, Errors error) {
        Join waiting = takeJoin(member);
        if (waiting != null) {
            waiting.refuse(memberId, error);
        }
    }

    /** One who joined leads: the old leader, or the first who did. @return false when nobody did */
    boolean elect() {
        ClassicMember present = leader == null ? null : byId.get(leader);
        if (present != null && present.awaitsJoin()) {
            return true;
        }
        for (ClassicMember member : byId.values()) {
            if (member.awaitsJoin()) {
                leader = member.id();
                return true;
            }
        }
        return false;
    }

    /** Whether a member with these protocols has one that all others know. */
    boolean agreeOn(List<Protocol> protocols) {
        return protocols.stream()
                .anyMatch(each -> knownBy.getOrDefault(each.name(), 0) == byId.size());
    }

    /** What all know and most like best; of equals the first by name. */
    String elected() {
        Map<String, Integer> votes = new TreeMap<>();
        for (ClassicMember member : byId.values()) {
            for (Protocol protocol : member.protocols()) {
                if (knownBy.getOrDefault(protocol.name(), 0) == byId.size()) {
                    votes.merge(protocol.name(), 1, Integer::sum);
                    break;
                }
            }
        }
        String best = "";
        for (Map.Entry<String, Integer> vote : votes.entrySet()) {
            best = vote.getValue() > votes.getOrDefault(best, 0) ? vote.getKey() : best;
        }
        return best;
    }

    int rebalanceTimeoutMs() {
        return byId.values().stream().mapToInt(ClassicMember::rebalanceTimeoutMs).max().orElse(0);
    }

    Set<String> unsynced() {
        return unsynced;
    }

    /** Nothing waits any longer. */
    void close() {
        byId.values().forEach(member -> member.session().cancel());
        pending.values().forEach(Deadline::cancel);
        pending.clear();
    }
}
