package io.robustmq.kafka.group.coordinator;

import static io.robustmq.kafka.group.coordinator.GroupRig.GROUP;
import static io.robustmq.kafka.group.coordinator.GroupRig.REBALANCE_MS;
import static io.robustmq.kafka.group.coordinator.GroupRig.SESSION_MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.kafka.group.coordinator.GroupRig.Joined;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroupMember;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/** Kafka's rules of JoinGroup, SyncGroup, Heartbeat and LeaveGroup: who is told what, and when. */
class ClassicGroupTest {
    private static final int INITIAL_DELAY_MS = 3_000;

    private GroupRig rig = new GroupRig();

    private static Errors joinError(Answer answer) {
        return Errors.forCode(answer.as(JoinGroupResponseData.class).errorCode());
    }

    private static Errors syncError(Answer answer) {
        return Errors.forCode(answer.as(SyncGroupResponseData.class).errorCode());
    }

    private static String assignment(Answer answer) {
        return new String(answer.as(SyncGroupResponseData.class).assignment());
    }

    /** Two members in generation 1, the first the leader. */
    private List<String> stableTwo() {
        Joined leader = rig.joinNew();
        Joined other = rig.joinNew();
        rig.core.advanceMs(2 * INITIAL_DELAY_MS);
        Answer waiting = rig.sync(other.memberId(), 1);
        rig.sync(leader.memberId(), 1, leader.memberId(), "p0", other.memberId(), "p1");
        assertThat(assignment(waiting)).isEqualTo("p1");
        return List.of(leader.memberId(), other.memberId());
    }

    // ---- joining ----

    @Test
    void shouldGiveANewMemberItsIdFirst() { // KIP-394
        JoinGroupResponseData first = rig.join("").as(JoinGroupResponseData.class);

        assertThat(Errors.forCode(first.errorCode())).isEqualTo(Errors.MEMBER_ID_REQUIRED);
        assertThat(first.memberId()).startsWith("app-");
        assertThat(rig.describe().members()).isEmpty();
    }

    @Test
    void shouldTakeANewMemberAtOnceInOldVersions() {
        Answer answer = rig.ask(Api.JOIN_GROUP, 3, rig.joining("", null, "range"));
        rig.core.advanceMs(INITIAL_DELAY_MS);

        JoinGroupResponseData joined = answer.as(JoinGroupResponseData.class);
        assertThat(joined.memberId()).startsWith("app-");
        assertThat(joined.generationId()).isEqualTo(1);
    }

    @Test
    void shouldFitARefusalIntoOldVersions() {
        Answer answer = rig.ask(Api.JOIN_GROUP, 4, rig.joining("", null, "range"));

        assertThat(answer.as(JoinGroupResponseData.class).protocolName()).isEmpty();
    }

    @Test
    void shouldWaitForFurtherMembersOfAnEmptyGroup() { // KIP-134
        Joined first = rig.joinNew();
        rig.core.advanceMs(INITIAL_DELAY_MS - 1);
        Joined second = rig.joinNew();

        rig.core.advanceMs(1);

        assertThat(first.answer().isThere()).isFalse();
        rig.core.advanceMs(INITIAL_DELAY_MS);
        assertThat(first.response().members()).hasSize(2);
        assertThat(second.response().members()).isEmpty();
        assertThat(second.response().leader()).isEqualTo(first.memberId());
    }

    @Test
    void shouldWaitForFurtherMembersForARebalanceTimeoutAtMost() {
        Joined first = rig.joinNew();
        for (int ms = 0; ms < REBALANCE_MS - INITIAL_DELAY_MS; ms += INITIAL_DELAY_MS) {
            assertThat(first.answer().isThere()).as("after %d ms", ms).isFalse();
            if (rig.describe().members().size() < 10) {
                rig.joinNew();
            } else {
                rig.leave(rig.describe().members().getLast().memberId(), null);
                rig.joinNew();
            }
            rig.core.advanceMs(INITIAL_DELAY_MS);
        }

        rig.core.advanceMs(2 * INITIAL_DELAY_MS);

        assertThat(first.answer().isThere()).isTrue();
    }

    @Test
    void shouldRefuseAnUnknownMemberOfNoGroup() {
        assertThat(joinError(rig.join("nobody"))).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @Test
    void shouldRefuseSessionsThatAreTooShortOrTooLong() {
        assertThat(joinError(rig.join(rig.joining("", null, "range").setSessionTimeoutMs(5_999))))
                .isEqualTo(Errors.INVALID_SESSION_TIMEOUT);
        assertThat(
                        joinError(
                                rig.join(
                                        rig.joining("", null, "range")
                                                .setSessionTimeoutMs(30 * 60 * 1000 + 1))))
                .isEqualTo(Errors.INVALID_SESSION_TIMEOUT);
    }

    @Test
    void shouldRefuseAGroupWithoutAName() {
        assertThat(joinError(rig.join(rig.joining("", null, "range").setGroupId(""))))
                .isEqualTo(Errors.INVALID_GROUP_ID);
    }

    @Test
    void shouldRefuseWhoKnowsNoProtocolThatAllKnow() {
        stableTwo();

        Answer other = rig.join(rig.joining("", null, "sticky"));
        Answer otherType = rig.join(rig.joining("", null, "range").setProtocolType("connect"));

        assertThat(joinError(other)).isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL);
        assertThat(joinError(otherType)).isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL);
    }

    @Test
    void shouldChooseTheProtocolThatMostLikeBestOfThoseAllKnow() {
        Answer first = rig.ask(Api.JOIN_GROUP, 3, rig.joining("", null, "a", "b", "c"));
        rig.ask(Api.JOIN_GROUP, 3, rig.joining("", null, "d", "c", "b"));
        rig.ask(Api.JOIN_GROUP, 3, rig.joining("", null, "b", "c"));
        rig.core.advanceMs(2 * INITIAL_DELAY_MS);

        assertThat(first.as(JoinGroupResponseData.class).protocolName()).isEqualTo("b");
    }

    @Test
    void shouldRefuseOneMemberTooMany() {
        rig = new GroupRig(2);
        stableTwo();

        assertThat(joinError(rig.join(""))).isEqualTo(Errors.GROUP_MAX_SIZE_REACHED);
    }

    @Test
    void shouldForgetAnIdWithWhichNobodyJoins() {
        rig = new GroupRig(1);
        rig.join("");
        assertThat(joinError(rig.join(""))).isEqualTo(Errors.GROUP_MAX_SIZE_REACHED);

        rig.core.advanceMs(SESSION_MS);

        assertThat(joinError(rig.join(""))).isEqualTo(Errors.MEMBER_ID_REQUIRED);
    }

    @Test
    void shouldSendAwayANewMemberThatIsNotAnsweredInFiveMinutes() {
        Answer slow =
                rig.ask(
                        Api.JOIN_GROUP,
                        3,
                        rig.joining("", null, "range").setRebalanceTimeoutMs(600_000));
        rig.core.advanceMs(INITIAL_DELAY_MS);
        String leader = slow.as(JoinGroupResponseData.class).memberId();
        rig.sync(leader, 1, leader, "p0");
        Joined second = rig.joinNew();

        for (int ms = 0; ms < 300_000; ms += SESSION_MS / 2) {
            assertThat(second.answer().isThere()).as("after %d ms", ms).isFalse();
            assertThat(rig.heartbeat(leader, 1)).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
            rig.core.advanceMs(SESSION_MS / 2);
        }

        assertThat(joinError(second.answer())).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    // ---- rebalancing ----

    @Test
    void shouldRebalanceWhenAMemberComes() {
        List<String> members = stableTwo();

        Joined third = rig.joinNew();

        assertThat(rig.heartbeat(members.get(0), 1)).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
        Answer first = rig.join(members.get(0));
        assertThat(third.answer().isThere()).isFalse();
        Answer second = rig.join(members.get(1));
        assertThat(first.as(JoinGroupResponseData.class).members()).hasSize(3);
        assertThat(second.as(JoinGroupResponseData.class).generationId()).isEqualTo(2);
        assertThat(third.response().generationId()).isEqualTo(2);
    }

    @Test
    void shouldGoOnWithoutWhoDoesNotJoinInTime() {
        List<String> members = stableTwo();
        Joined third = rig.joinNew();
        rig.join(members.get(0));
        keepAlive(members.get(1), REBALANCE_MS - SESSION_MS);

        rig.core.advanceMs(SESSION_MS);

        assertThat(third.response().generationId()).isEqualTo(2);
        assertThat(rig.heartbeat(members.get(1), 1)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    private void keepAlive(String memberId, int forMs) {
        for (int ms = 0; ms < forMs; ms += SESSION_MS / 2) {
            rig.heartbeat(memberId, 1);
            rig.core.advanceMs(SESSION_MS / 2);
        }
    }

    @Test
    void shouldElectAnotherLeaderWhenTheOldOneDoesNotJoin() {
        List<String> members = stableTwo();
        Answer second = rig.join(rig.joining(members.get(1), null, "range", "sticky"));
        keepAlive(members.get(0), REBALANCE_MS - SESSION_MS);

        rig.core.advanceMs(SESSION_MS);

        assertThat(second.as(JoinGroupResponseData.class).leader()).isEqualTo(members.get(1));
    }

    @Test
    void shouldRebalanceWhenTheLeaderJoinsAgainAndNotWhenAnotherDoes() {
        List<String> members = stableTwo();

        Answer other = rig.join(members.get(1));
        assertThat(other.as(JoinGroupResponseData.class).generationId()).isEqualTo(1);
        Answer leader = rig.join(members.get(0));

        assertThat(leader.isThere()).isFalse();
        assertThat(rig.describe().groupState()).isEqualTo("PreparingRebalance");
    }

    @Test
    void shouldAnswerALostJoinAgain() {
        Joined leader = rig.joinNew();
        rig.core.advanceMs(INITIAL_DELAY_MS);

        JoinGroupResponseData again = rig.join(leader.memberId()).as(JoinGroupResponseData.class);

        assertThat(again.generationId()).isEqualTo(1);
        assertThat(again.members()).hasSize(1);
    }

    @Test
    void shouldRefuseTheEarlierOfTwoJoinsOfOneMember() {
        List<String> members = stableTwo();
        Answer earlier = rig.join(members.get(0));

        Answer later = rig.join(members.get(0));

        assertThat(joinError(earlier)).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
        assertThat(later.isThere()).isFalse();
    }

    @Test
    void shouldRebalanceWhenAMemberFallsSilent() {
        List<String> members = stableTwo();
        rig.core.advanceMs(SESSION_MS - 1);
        rig.heartbeat(members.get(0), 1);

        rig.core.advanceMs(1);

        assertThat(rig.heartbeat(members.get(0), 1)).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
        assertThat(rig.heartbeat(members.get(1), 1)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        Answer alone = rig.join(members.get(0));
        assertThat(alone.as(JoinGroupResponseData.class).members()).hasSize(1);
    }

    @Test
    void shouldKeepAMemberThatWaitsForTheOthers() {
        List<String> members = stableTwo();
        rig.joinNew();
        Answer waiting = rig.join(members.get(0));

        keepAlive(members.get(1), 2 * SESSION_MS);
        rig.join(members.get(1));

        assertThat(waiting.as(JoinGroupResponseData.class).members()).hasSize(3);
    }

    @Test
    void shouldBeEmptyWhenAllHaveLeft() {
        List<String> members = stableTwo();

        assertThat(rig.leave(members.get(0), null)).isEqualTo(Errors.NONE);
        assertThat(rig.leave(members.get(1), null)).isEqualTo(Errors.NONE);

        rig.core.advanceMs(REBALANCE_MS);
        assertThat(rig.describe().groupState()).isEqualTo("Empty");
        assertThat(rig.leave(members.get(0), null)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @Test
    void shouldLetAMemberLeaveInOldVersions() {
        List<String> members = stableTwo();
        LeaveGroupRequestData asked =
                new LeaveGroupRequestData().setGroupId(GROUP).setMemberId(members.get(0));

        Answer left = rig.ask(Api.LEAVE_GROUP, 1, asked);
        Answer again = rig.ask(Api.LEAVE_GROUP, 1, asked);

        assertThat(left.as(LeaveGroupResponseData.class).errorCode()).isZero();
        assertThat(Errors.forCode(again.as(LeaveGroupResponseData.class).errorCode()))
                .isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    // ---- syncing, and who is fenced ----

    @Test
    void shouldLetFollowersWaitForTheLeader() {
        Joined leader = rig.joinNew();
        Joined other = rig.joinNew();
        rig.core.advanceMs(2 * INITIAL_DELAY_MS);

        Answer waiting = rig.sync(other.memberId(), 1);

        assertThat(waiting.isThere()).isFalse();
        rig.sync(leader.memberId(), 1, other.memberId(), "all");
        assertThat(assignment(waiting)).isEqualTo("all");
        assertThat(assignment(rig.sync(leader.memberId(), 1))).isEmpty();
        assertThat(rig.describe().groupState()).isEqualTo("Stable");
    }

    @Test
    void shouldAnswerSyncOnceTheGenerationIsKept() {
        Joined leader = rig.joinNew();
        rig.core.advanceMs(INITIAL_DELAY_MS);
        rig.journal.hold(true);

        Answer answer = rig.sync(leader.memberId(), 1, leader.memberId(), "p0");

        assertThat(answer.isThere()).isFalse();
        rig.journal.hold(false);
        assertThat(answer.isThere()).isTrue();
    }

    @Test
    void shouldFenceOtherGenerations() { // FAULTS R17
        List<String> members = stableTwo();

        assertThat(syncError(rig.sync(members.get(0), 0))).isEqualTo(Errors.ILLEGAL_GENERATION);
        assertThat(rig.heartbeat(members.get(0), 2)).isEqualTo(Errors.ILLEGAL_GENERATION);
        rig.topics.put("t", 1);
        assertThat(rig.commit(members.get(0), 0, "t", 0, 5)).isEqualTo(Errors.ILLEGAL_GENERATION);
        assertThat(rig.commit(members.get(0), 1, "t", 0, 5)).isEqualTo(Errors.NONE);
    }

    @Test
    void shouldRefuseSyncsOfAnotherProtocol() { // KIP-559
        List<String> members = stableTwo();
        SyncGroupRequestData asked =
                new SyncGroupRequestData()
                        .setGroupId(GROUP)
                        .setMemberId(members.get(0))
                        .setGenerationId(1)
                        .setProtocolType("consumer")
                        .setProtocolName("sticky");

        assertThat(syncError(rig.ask(Api.SYNC_GROUP, 5, asked)))
                .isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL);
    }

    @Test
    void shouldExpelWhoDoesNotSync() {
        Joined leader = rig.joinNew();
        Joined other = rig.joinNew();
        rig.core.advanceMs(2 * INITIAL_DELAY_MS);
        rig.sync(leader.memberId(), 1, leader.memberId(), "p0");
        for (int ms = 0; ms < REBALANCE_MS - SESSION_MS; ms += SESSION_MS / 2) {
            rig.heartbeat(leader.memberId(), 1);
            rig.heartbeat(other.memberId(), 1);
            rig.core.advanceMs(SESSION_MS / 2);
        }

        rig.heartbeat(leader.memberId(), 1);
        rig.heartbeat(other.memberId(), 1);
        rig.core.advanceMs(SESSION_MS - 1);
        rig.heartbeat(leader.memberId(), 1);
        rig.core.advanceMs(1);

        assertThat(rig.heartbeat(other.memberId(), 1)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(rig.heartbeat(leader.memberId(), 1)).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
    }

    @Test
    void shouldSendThoseWhoWaitForTheLeaderBackToJoin() {
        Joined leader = rig.joinNew();
        Joined other = rig.joinNew();
        rig.core.advanceMs(2 * INITIAL_DELAY_MS);
        Answer waiting = rig.sync(other.memberId(), 1);

        rig.leave(leader.memberId(), null);

        assertThat(syncError(waiting)).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
    }

    @Test
    void shouldTakeNoCommitsBeforeTheLeaderHasSynced() {
        rig.topics.put("t", 1);
        Joined leader = rig.joinNew();
        rig.core.advanceMs(INITIAL_DELAY_MS);

        assertThat(rig.commit(leader.memberId(), 1, "t", 0, 5))
                .isEqualTo(Errors.REBALANCE_IN_PROGRESS);
    }

    @Test
    void shouldTakeCommitsOfTheOldGenerationWhileRebalancing() {
        rig.topics.put("t", 1);
        List<String> members = stableTwo();
        rig.joinNew();

        assertThat(rig.commit(members.get(0), 1, "t", 0, 5)).isEqualTo(Errors.NONE);
        assertThat(rig.commit("", -1, "t", 0, 5)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    // ---- static members ----

    /** A static leader and a dynamic member in generation 1. */
    private List<String> stableStatic() {
        Answer joined = rig.joinStatic("", "s1");
        Joined other = rig.joinNew();
        rig.core.advanceMs(2 * INITIAL_DELAY_MS);
        String leader = joined.as(JoinGroupResponseData.class).memberId();
        rig.sync(leader, 1, leader, "p0", other.memberId(), "p1");
        rig.sync(other.memberId(), 1);
        return List.of(leader, other.memberId());
    }

    @Test
    void shouldGiveAStaticMemberItsAssignmentBack() { // KIP-345, KIP-814
        List<String> members = stableStatic();

        JoinGroupResponseData back = rig.joinStatic("", "s1").as(JoinGroupResponseData.class);

        assertThat(back.generationId()).isEqualTo(1);
        assertThat(back.memberId()).startsWith("s1-").isNotEqualTo(members.get(0));
        assertThat(back.leader()).isEqualTo(back.memberId());
        assertThat(back.skipAssignment()).isTrue();
        assertThat(back.members()).hasSize(2);
        assertThat(assignment(rig.sync(back.memberId(), 1))).isEqualTo("p0");
        assertThat(rig.heartbeat(members.get(1), 1)).isEqualTo(Errors.NONE);
    }

    @Test
    void shouldFenceTheOldSelfOfAStaticMember() {
        List<String> members = stableStatic();
        rig.joinStatic("", "s1");

        Answer late = rig.joinStatic(members.get(0), "s1");

        assertThat(joinError(late)).isEqualTo(Errors.FENCED_INSTANCE_ID);
        assertThat(rig.heartbeat(members.get(0), 1)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @Test
    void shouldFenceTheOldSelfWhileItWaits() {
        List<String> members = stableStatic();
        Answer waiting = rig.joinStatic(members.get(0), "s1"); // the leader: a rebalance

        rig.joinStatic("", "s1");

        assertThat(joinError(waiting)).isEqualTo(Errors.FENCED_INSTANCE_ID);
    }

    @Test
    void shouldTellAnOldStaticLeaderThatAnotherLeads() {
        List<String> members = stableStatic();

        JoinGroupResponseData back =
                rig.ask(Api.JOIN_GROUP, 8, rig.joining("", "s1", "range"))
                        .as(JoinGroupResponseData.class);

        assertThat(back.leader()).isEqualTo(members.get(0));
        assertThat(back.members()).isEmpty();
    }

    @Test
    void shouldTakeAStaticMemberOutByItsInstance() {
        stableStatic();

        assertThat(rig.leave("", "s1")).isEqualTo(Errors.NONE);
        assertThat(rig.leave("", "s1")).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(rig.leave("x", "s1")).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @Test
    void shouldWaitOutTheSessionOfAStaticMember() {
        List<String> members = stableStatic();
        rig.core.advanceMs(SESSION_MS - 1);
        assertThat(rig.heartbeat(members.get(1), 1)).isEqualTo(Errors.NONE);

        rig.core.advanceMs(1);

        assertThat(rig.heartbeat(members.get(1), 1)).isEqualTo(Errors.REBALANCE_IN_PROGRESS);
    }

    // ---- restarts ----

    @Test
    void shouldGoOnInTheSameGenerationAfterARestart() {
        List<String> members = stableTwo();

        rig.restart();

        assertThat(rig.describe().groupState()).isEqualTo("Stable");
        assertThat(rig.describe().members())
                .extracting(DescribedGroupMember::memberId)
                .containsExactlyElementsOf(members);
        assertThat(assignment(rig.sync(members.get(1), 1))).isEqualTo("p1");
        assertThat(rig.heartbeat(members.get(0), 1)).isEqualTo(Errors.NONE);
        rig.core.advanceMs(SESSION_MS);
        assertThat(rig.heartbeat(members.get(0), 1)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @Test
    void shouldNotGoBackToMembersThatHadLeft() {
        List<String> members = stableTwo();
        rig.leave(members.get(0), null);
        rig.leave(members.get(1), null);
        rig.core.advanceMs(REBALANCE_MS);

        rig.restart();

        assertThat(rig.describe().groupState()).isEqualTo("Empty");
        assertThat(rig.heartbeat(members.get(0), 1)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @Test
    void shouldKnowAStaticMembersNewIdAfterARestart() {
        stableStatic();
        String id = rig.joinStatic("", "s1").as(JoinGroupResponseData.class).memberId();

        rig.restart();

        assertThat(assignment(rig.sync(id, 1))).isEqualTo("p0");
    }

    @Test
    void shouldRebalanceFiveHundredMembersWithAnEventAGeneration() {
        rig = new GroupRig(500);
        List<Joined> members = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            members.add(rig.joinNew());
        }
        rig.core.advanceMs(2 * INITIAL_DELAY_MS);

        for (Joined member : members) {
            rig.sync(member.memberId(), 1);
        }

        assertThat(members.getFirst().response().members()).hasSize(500);
        assertThat(rig.describe().groupState()).isEqualTo("Stable");
        assertThat(rig.journal.frames()).hasSize(1);
    }
}
