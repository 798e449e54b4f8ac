package io.robustmq.kafka.group.classic;

import io.robustmq.kafka.control.Reply;
import io.robustmq.kafka.group.Deadline;
import io.robustmq.kafka.group.GroupConfig;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * A classic group's way from one generation to the next: {@link ClassicState} draws it. Whoever
 * waits too long for the others, or lets them wait, is out.
 */
@OwnedBy(Core.class)
final class Rebalance {
    /** A new member that waits this long without having been answered is out: it may be gone. */
    static final int NEW_MEMBER_TIMEOUT_MS = 5 * 60 * 1000;

    private final Core core;
    private final GroupConfig config;
    private final Keeper keeper;
    private final ClassicMembers members = new ClassicMembers();
    private final Deadline joining;
    private final Deadline syncing;
    private ClassicState state = ClassicState.EMPTY;
    private long changedMs;
    private int generation;
    private String protocolType = "";
    private @Nullable String protocol;

    /** Null while it is not known: then it may be any topic. */
    private @Nullable Set<String> subscribed;

    /** An empty group got its first member, and waits for others. */
    private boolean isInitial;

    private boolean hasGrown;
    private int initialLeftMs;

    /** Where generations are kept. */
    interface Keeper {
        void append(Generation generation);

        /** Answers when all that was appended is kept. */
        void answer(Reply reply, ApiMessage response);
    }

    Rebalance(Core core, GroupConfig config, Keeper keeper) {
        this.core = core;
        this.config = config;
        this.keeper = keeper;
        this.joining = new Deadline(core, this::onJoiningOver);
        this.syncing = new Deadline(core, this::onSyncingOver);
        this.changedMs = core.clock().nowMs();
    }

    ClassicMembers members() {
        return members;
    }

    ClassicState state() {
        return state;
    }

    long changedMs() {
        return changedMs;
    }

    int generation() {
        return generation;
    }

    String protocolType() {
        return protocolType;
    }

    @Nullable String protocol() {
        return protocol;
    }

    @Nullable Set<String> subscribed() {
        return subscribed;
    }

    boolean isOfConsumers() {
        return protocolType.equals(SubscribedTopics.CONSUMER);
    }

    private void state(ClassicState next) {
        state = next;
        changedMs = core.clock().nowMs();
    }

    // ---- members come and go ----

    /** A member that waits for the next generation. */
    void enter(ClassicMember member, Join join) {
        if (members.isEmpty()) {
            protocolType = join.data().protocolType();
        }
        member.markNew(true);
        members.add(member);
        hasGrown |= isInitial;
        members.await(member, join);
        member.session().setMs(NEW_MEMBER_TIMEOUT_MS);
        begin();
    }

    void onSessionOver(String memberId) {
        ClassicMember member = members.get(memberId);
        if (member != null && !member.isHeardOf()) {
            members.remove(memberId);
            afterLeaving();
        }
    }

    void onPendingOver(String memberId) {
        members.forgetPending(memberId);
        if (state == ClassicState.PREPARING) {
            begin();
        }
    }

    /** Members are out: those who stay share anew. */
    void afterLeaving() {
        if (state != ClassicState.EMPTY) {
            begin();
        }
    }

    // ---- joining ----

    /** All are to join, unless they do so already; then it may be that nobody is missing now. */
    void begin() {
        if (state != ClassicState.PREPARING) {
            prepare();
        } else if (!isInitial && members.haveAllJoined()) {
            completeJoin();
        }
    }

    private void prepare() {
        if (state == ClassicState.COMPLETING) {
            members.all().forEach(this::sendBack);
        }
        syncing.cancel();
        members.unsynced().clear();
        isInitial = state == ClassicState.EMPTY;
        state(ClassicState.PREPARING);
        if (isInitial) {
            int delayMs = (int) config.initialRebalanceDelay().toMillis();
            hasGrown = false;
            initialLeftMs = Math.max(0, members.rebalanceTimeoutMs() - delayMs);
            joining.setMs(delayMs);
        } else if (members.haveAllJoined()) {
            completeJoin();
        } else {
            joining.setMs(members.rebalanceTimeoutMs());
        }
    }

    /** A member that waits for the leader's assignment joins again. */
    private void sendBack(ClassicMember member) {
        member.assign(ClassicMember.NOTHING);
        if (member.awaitsSync()) {
            member.refuseSync(Errors.REBALANCE_IN_PROGRESS);
            member.session().setMs(member.sessionTimeoutMs());
        }
    }

    /** An empty group waits on while members come, for a rebalance timeout at most (KIP-134). */
    private void onJoiningOver() {
        if (isInitial && hasGrown && initialLeftMs > 0) {
            hasGrown = false;
            int delayMs = (int) Math.min(config.initialRebalanceDelay().toMillis(), initialLeftMs);
            initialLeftMs -= delayMs;
            joining.setMs(delayMs);
        } else {
            completeJoin();
        }
    }

    /** Who has not joined is out, but for static members: their sessions say when. */
    private void completeJoin() {
        joining.cancel();
        isInitial = false;
        List<String> missing = new ArrayList<>();
        for (ClassicMember member : members.all()) {
            if (!member.awaitsJoin() && member.instanceId() == null) {
                missing.add(member.id());
            }
        }
        missing.forEach(members::remove);
        if (members.isEmpty()) {
            becomeEmpty();
        } else if (!members.elect()) {
            joining.setMs(members.rebalanceTimeoutMs()); // nobody is there; sessions will end
        } else {
            beginGeneration();
        }
    }

    private void becomeEmpty() {
        generation++;
        protocol = null;
        subscribed = Set.of();
        state(ClassicState.EMPTY);
        append();
    }

    private void beginGeneration() {
        generation++;
        protocol = members.elected();
        subscribed = readTopics();
        state(ClassicState.COMPLETING);
        for (ClassicMember member : members.all()) {
            members.unsynced().add(member.id());
            Join waiting = members.takeJoin(member);
            if (waiting != null) {
                waiting.reply().send(waiting.fit(joined(member)));
            }
            member.session().setMs(member.sessionTimeoutMs());
            member.markNew(false);
        }
        syncing.setMs(members.rebalanceTimeoutMs());
    }

    private @Nullable Set<String> readTopics() {
        return isOfConsumers() ? SubscribedTopics.of(members.all(), protocol) : null;
    }

    /** What a member is told of the generation; the leader also who is in it. */
    JoinGroupResponseData joined(ClassicMember member) {
        String leader = members.leader();
        JoinGroupResponseData response =
                member.joined(generation, protocolType, protocol)
                        .setLeader(leader == null ? "" : leader);
        if (members.isLeader(member.id())) {
            List<JoinGroupResponseMember> all = new ArrayList<>(members.count());
            members.all().forEach(each -> all.add(each.forLeader(protocol)));
            response.setMembers(all);
        }
        return response;
    }

    // ---- syncing ----

    /** A member of this generation asks for its assignment; the leader brings everybody's. */
    void sync(ClassicMember member, List<SyncGroupRequestAssignment> brought, Reply reply) {
        members.unsynced().remove(member.id());
        if (members.unsynced().isEmpty()) {
            syncing.cancel();
        }
        if (state == ClassicState.STABLE) {
            keeper.answer(reply, assigned(member));
            return;
        }
        member.await(reply);
        if (members.isLeader(member.id())) {
            assign(brought);
        }
    }

    /** Who is not mentioned gets nothing. */
    private void assign(List<SyncGroupRequestAssignment> assignments) {
        Map<String, byte[]> byMember = new HashMap<>();
        assignments.forEach(each -> byMember.put(each.memberId(), each.assignment()));
        for (ClassicMember member : members.all()) {
            member.assign(byMember.getOrDefault(member.id(), ClassicMember.NOTHING));
        }
        state(ClassicState.STABLE);
        append();
        for (ClassicMember member : members.all()) {
            Reply waiting = member.takeSync();
            if (waiting != null) {
                keeper.answer(waiting, assigned(member));
                member.session().setMs(member.sessionTimeoutMs());
            }
        }
    }

    private SyncGroupResponseData assigned(ClassicMember member) {
        return new SyncGroupResponseData()
                .setProtocolType(protocolType)
                .setProtocolName(protocol)
                .setAssignment(member.assignment());
    }

    private void onSyncingOver() {
        if (!members.unsynced().isEmpty()) {
            List.copyOf(members.unsynced()).forEach(members::remove);
            prepare();
        }
    }

    // ---- what is kept ----

    /** Keeps the generation as it is now. */
    void append() {
        List<Generation.Kept> kept = new ArrayList<>(members.count());
        members.all().forEach(member -> kept.add(Generation.Kept.of(member, protocol)));
        keeper.append(
                new Generation(
                        generation, changedMs, protocolType, protocol, members.leader(), kept));
    }

    /** It is as it was in this generation, whose members the group has none of yet. */
    void restore(Generation kept, List<ClassicMember> restored) {
        generation = kept.number();
        changedMs = kept.changedMs();
        protocolType = kept.protocolType();
        protocol = kept.protocol();
        restored.forEach(members::add);
        members.leader(kept.leader());
        state = members.isEmpty() ? ClassicState.EMPTY : ClassicState.STABLE;
        subscribed = readTopics();
    }

    /** Nothing waits any longer. */
    void close() {
        joining.cancel();
        syncing.cancel();
        members.close();
    }
}
