package io.robustmq.kafka.group.coordinator;

import static io.robustmq.kafka.group.coordinator.GroupRig.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.kafka.access.Access;
import io.robustmq.kafka.group.GroupEvents;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of ConsumerGroupHeartbeat (KIP-848): who gets what, when, and who is fenced. */
class ConsumerGroupTest {
    private static final int SESSION_MS = 45_000;
    private static final int REBALANCE_MS = 60_000;

    private GroupRig rig = new GroupRig();
    private Uuid topic = Uuid.ZERO_UUID;

    @BeforeEach
    void topic() {
        topic = rig.topics.put("t", 4);
    }

    private static ConsumerGroupHeartbeatRequestData joining(String memberId) {
        return new ConsumerGroupHeartbeatRequestData()
                .setGroupId(GROUP)
                .setMemberId(memberId)
                .setMemberEpoch(0)
                .setRebalanceTimeoutMs(REBALANCE_MS)
                .setSubscribedTopicNames(List.of("t"))
                .setTopicPartitions(List.of());
    }

    private static ConsumerGroupHeartbeatRequestData beating(String memberId, int epoch) {
        return new ConsumerGroupHeartbeatRequestData()
                .setGroupId(GROUP)
                .setMemberId(memberId)
                .setMemberEpoch(epoch);
    }

    private ConsumerGroupHeartbeatRequestData owning(String memberId, int epoch, Integer... owned) {
        List<TopicPartitions> partitions =
                owned.length == 0
                        ? List.of()
                        : List.of(
                                new TopicPartitions()
                                        .setTopicId(topic)
                                        .setPartitions(List.of(owned)));
        return beating(memberId, epoch).setTopicPartitions(partitions);
    }

    private ConsumerGroupHeartbeatResponseData ask(ConsumerGroupHeartbeatRequestData asked) {
        return rig.ask(Api.CONSUMER_GROUP_HEARTBEAT, 1, asked)
                .as(ConsumerGroupHeartbeatResponseData.class);
    }

    private Errors error(ConsumerGroupHeartbeatRequestData asked) {
        return Errors.forCode(ask(asked).errorCode());
    }

    /** Partitions said to be the member's; null when nothing is said. */
    private static Set<Integer> assigned(ConsumerGroupHeartbeatResponseData response) {
        assertThat(Errors.forCode(response.errorCode())).isEqualTo(Errors.NONE);
        assertThat(response.assignment()).isNotNull();
        Set<Integer> partitions = new HashSet<>();
        response.assignment()
                .topicPartitions()
                .forEach(each -> partitions.addAll(each.partitions()));
        return partitions;
    }

    // ---- requests that are none ----

    @Test
    void shouldRefuseRequestsThatSayTooLittle() {
        assertThat(error(joining("a").setGroupId(""))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(error(joining("a").setInstanceId(""))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(error(joining("a").setRackId(""))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(error(joining("a").setMemberEpoch(-3))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(error(joining("a").setRebalanceTimeoutMs(-1))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(error(joining("a").setTopicPartitions(null))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(error(joining("a").setSubscribedTopicNames(null)))
                .isEqualTo(Errors.INVALID_REQUEST);
        assertThat(error(beating("", 1))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(error(beating("a", -2))).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(rig.journal.frames()).isEmpty();
    }

    @Test
    void shouldRefuseOtherAssignorsByName() {
        ConsumerGroupHeartbeatResponseData said = ask(joining("a").setServerAssignor("mine"));

        assertThat(Errors.forCode(said.errorCode())).isEqualTo(Errors.UNSUPPORTED_ASSIGNOR);
        assertThat(said.errorMessage()).contains("mine", "uniform", "range");
    }

    @Test
    void shouldWantAnIdOfMembersButInTheFirstVersion() { // KIP-1082
        assertThat(error(joining(""))).isEqualTo(Errors.INVALID_REQUEST);

        ConsumerGroupHeartbeatResponseData said =
                rig.ask(Api.CONSUMER_GROUP_HEARTBEAT, 0, joining(""))
                        .as(ConsumerGroupHeartbeatResponseData.class);

        assertThat(said.memberId()).isNotEmpty();
        assertThat(assigned(said)).hasSize(4);
    }

    @Test
    void shouldRefuseMembersOfNoGroup() {
        assertThat(error(beating("a", 1))).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
        ask(joining("a"));
        assertThat(error(beating("b", 1))).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(error(beating("b", -1))).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @Test
    void shouldRefuseTopicsThatTheUserMayNotKnowOf() {
        rig.access = new OnlyTopics("t");

        assertThat(error(joining("a"))).isEqualTo(Errors.NONE);
        assertThat(error(beating("a", 1).setSubscribedTopicNames(List.of("secret"))))
                .isEqualTo(Errors.TOPIC_AUTHORIZATION_FAILED);
    }

    /** May do everything with one topic, and nothing with others. */
    private record OnlyTopics(String mine) implements Access {
        @Override
        public boolean mayWrite(String topic) {
            return topic.equals(mine);
        }

        @Override
        public boolean mayRead(String topic) {
            return topic.equals(mine);
        }

        @Override
        public boolean mayUseGroup(String group) {
            return true;
        }

        @Override
        public boolean mayCreate(String other) {
            return false;
        }

        @Override
        public boolean mayAlter(String other) {
            return false;
        }

        @Override
        public boolean mayAdminister() {
            return false;
        }
    }

    @Test
    void shouldRefuseOneMemberTooMany() {
        rig = new GroupRig(1);
        rig.topics.put("t", 4);
        ask(joining("a"));

        assertThat(error(joining("b"))).isEqualTo(Errors.GROUP_MAX_SIZE_REACHED);
        assertThat(error(joining("a"))).isEqualTo(Errors.NONE);
    }

    // ---- from one epoch to the next ----

    @Test
    void shouldGiveTheFirstMemberEverything() {
        ConsumerGroupHeartbeatResponseData said = ask(joining("a"));

        assertThat(said.memberEpoch()).isEqualTo(1);
        assertThat(said.heartbeatIntervalMs()).isEqualTo(5_000);
        assertThat(assigned(said)).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(rig.describeConsumer().groupState()).isEqualTo("Stable");
    }

    @Test
    void shouldGiveASecondMemberItsShareOnceTheFirstHasGivenItBack() {
        ask(joining("a"));

        ConsumerGroupHeartbeatResponseData joined = ask(joining("b"));
        assertThat(assigned(joined)).isEmpty();
        assertThat(joined.memberEpoch()).isEqualTo(2);
        ConsumerGroupHeartbeatResponseData told = ask(owning("a", 1, 0, 1, 2, 3));
        assertThat(assigned(told)).hasSize(2);
        assertThat(told.memberEpoch()).isEqualTo(1);
        assertThat(ask(beating("b", 2)).assignment()).isNull();
        assertThat(rig.describeConsumer().groupState()).isEqualTo("Reconciling");

        Integer[] kept = assigned(told).toArray(Integer[]::new);
        ConsumerGroupHeartbeatResponseData done = ask(owning("a", 1, kept));
        ConsumerGroupHeartbeatResponseData given = ask(beating("b", 2));

        assertThat(done.memberEpoch()).isEqualTo(2);
        assertThat(done.assignment()).isNull();
        assertThat(assigned(given)).hasSize(2).doesNotContainAnyElementsOf(List.of(kept));
        assertThat(rig.describeConsumer().groupState()).isEqualTo("Stable");
    }

    @Test
    void shouldNotGiveAwayWhatAMemberDoesNotSayItGaveBack() {
        ask(joining("a"));
        ask(joining("b"));
        ask(owning("a", 1, 0, 1, 2, 3));

        ConsumerGroupHeartbeatResponseData silent = ask(beating("a", 1));

        assertThat(silent.memberEpoch()).isEqualTo(1);
        assertThat(assigned(ask(joining("b")))).isEmpty();
    }

    @Test
    void shouldSayAllWhenAMemberSaysAll() {
        ask(joining("a"));

        ConsumerGroupHeartbeatResponseData said =
                ask(
                        owning("a", 1, 0, 1, 2, 3)
                                .setRebalanceTimeoutMs(REBALANCE_MS)
                                .setSubscribedTopicNames(List.of("t")));

        assertThat(assigned(said)).hasSize(4);
        assertThat(said.memberEpoch()).isEqualTo(1);
    }

    @Test
    void shouldShareAnewWhenAMemberLeaves() {
        ask(joining("a"));
        ask(joining("b"));
        Integer[] kept = assigned(ask(owning("a", 1, 0, 1, 2, 3))).toArray(Integer[]::new);
        ask(owning("a", 1, kept));

        ConsumerGroupHeartbeatResponseData left = ask(beating("b", -1));

        assertThat(left.memberEpoch()).isEqualTo(-1);
        ConsumerGroupHeartbeatResponseData all = ask(beating("a", 2));
        assertThat(assigned(all)).hasSize(4);
        assertThat(all.memberEpoch()).isEqualTo(3);
        assertThat(error(beating("b", 2))).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @Test
    void shouldExpelAMemberThatFallsSilent() {
        ask(joining("a"));
        rig.core.advanceMs(SESSION_MS - 1);
        ask(beating("a", 1));
        rig.core.advanceMs(SESSION_MS - 1);
        assertThat(rig.describeConsumer().members()).hasSize(1);

        rig.core.advanceMs(1);

        assertThat(rig.describeConsumer().members()).isEmpty();
        assertThat(rig.describeConsumer().groupState()).isEqualTo("Empty");
        assertThat(error(beating("a", 1))).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    @Test
    void shouldExpelAMemberThatGivesNothingBack() {
        ask(joining("a"));
        ask(joining("b"));
        ask(owning("a", 1, 0, 1, 2, 3));
        for (int ms = 0; ms < REBALANCE_MS; ms += 5_000) {
            assertThat(error(beating("a", 1))).isEqualTo(Errors.NONE);
            ask(beating("b", 2));
            rig.core.advanceMs(5_000);
        }

        assertThat(error(beating("a", 1))).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(assigned(ask(beating("b", 2)))).hasSize(4);
    }

    @Test
    void shouldShareAnewWhenAMemberWantsOtherTopics() {
        rig.topics.put("u", 2);
        ask(joining("a"));

        ConsumerGroupHeartbeatResponseData more =
                ask(beating("a", 1).setSubscribedTopicNames(List.of("t", "u")));

        assertThat(more.memberEpoch()).isEqualTo(2);
        assertThat(more.assignment().topicPartitions()).hasSize(2);
    }

    @Test
    void shouldShareAnewWhenTopicsComeGrowAndGo() {
        ask(joining("a").setSubscribedTopicNames(List.of("t", "later")));

        rig.topics.put("later", 1);
        ConsumerGroupHeartbeatResponseData came = ask(beating("a", 1));
        rig.topics.put("t", 6);
        ConsumerGroupHeartbeatResponseData grew = ask(beating("a", 2));
        rig.topics.put("unrelated", 1);
        ConsumerGroupHeartbeatResponseData same = ask(beating("a", 3));
        rig.topics.delete("t");
        ConsumerGroupHeartbeatResponseData gone = ask(beating("a", 3));

        assertThat(came.assignment().topicPartitions()).hasSize(2);
        assertThat(grew.memberEpoch()).isEqualTo(3);
        assertThat(same.memberEpoch()).isEqualTo(3);
        assertThat(same.assignment()).isNull();
        assertThat(assigned(gone)).containsExactly(0);
    }

    @Test
    void shouldFollowAPatternOfTopics() {
        rig.topics.put("orders.eu", 1);
        ask(joining("a").setSubscribedTopicNames(null).setSubscribedTopicRegex("orders\\..*"));
        rig.topics.put("orders.us", 2);

        ConsumerGroupHeartbeatResponseData more = ask(beating("a", 1));

        assertThat(more.assignment().topicPartitions()).hasSize(2);
        ConsumerGroupHeartbeatResponseData none = ask(beating("a", 2).setSubscribedTopicRegex(""));
        assertThat(none.memberEpoch()).isEqualTo(2); // it has to give back first
        assertThat(assigned(none)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[a-z]+", "a{2}", "(a|b)", "a*", "\\d"})
    void shouldRefusePatternsThatAreNotSimple(String pattern) {
        assertThat(error(joining("a").setSubscribedTopicRegex(pattern)))
                .isEqualTo(Errors.INVALID_REGULAR_EXPRESSION);
    }

    @Test
    void shouldUseTheAssignorThatMostMembersLike() {
        ask(joining("a").setServerAssignor("range"));

        assertThat(rig.describeConsumer().assignorName()).isEqualTo("range");
        ask(joining("b"));
        ask(joining("c").setServerAssignor("uniform"));
        ask(joining("d").setServerAssignor("uniform"));
        assertThat(rig.describeConsumer().assignorName()).isEqualTo("uniform");
    }

    // ---- who is fenced (FAULTS R17) ----

    @Test
    void shouldFenceEpochsThatAreNotTheMembers() {
        ask(joining("a"));

        assertThat(error(beating("a", 2))).isEqualTo(Errors.FENCED_MEMBER_EPOCH);
        ask(beating("a", 1).setSubscribedTopicNames(List.of("t", "u")));
        ask(beating("a", 2).setSubscribedTopicNames(List.of("t")));
        assertThat(error(owning("a", 1, 0))).isEqualTo(Errors.FENCED_MEMBER_EPOCH);
    }

    @Test
    void shouldTakeTheLastEpochOfWhoMissedAnAnswer() {
        ask(joining("a"));
        ask(owning("a", 1, 0, 1, 2, 3).setSubscribedTopicNames(List.of("t", "u")));

        assertThat(ask(owning("a", 1, 0, 1, 2, 3)).memberEpoch()).isEqualTo(2);
        assertThat(error(beating("a", 1))).isEqualTo(Errors.FENCED_MEMBER_EPOCH);
        assertThat(error(owning("a", 1, 0, 9))).isEqualTo(Errors.FENCED_MEMBER_EPOCH);
    }

    @Test
    void shouldLetAMemberBeginAgain() {
        ask(joining("a"));
        ask(joining("b"));

        ConsumerGroupHeartbeatResponseData again = ask(joining("a"));

        assertThat(assigned(again)).hasSize(2);
        assertThat(again.memberEpoch()).isEqualTo(2);
        assertThat(assigned(ask(beating("b", 2)))).hasSize(2);
    }

    @Test
    void shouldTakeCommitsInTheMembersEpochAlone() {
        ask(joining("a"));

        assertThat(rig.commit("a", 1, "t", 0, 7)).isEqualTo(Errors.NONE);
        assertThat(rig.commit("a", 0, "t", 0, 7)).isEqualTo(Errors.STALE_MEMBER_EPOCH);
        assertThat(rig.commit("a", 2, "t", 0, 7)).isEqualTo(Errors.STALE_MEMBER_EPOCH);
        assertThat(rig.commit("b", 1, "t", 0, 7)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(rig.commit("", -1, "t", 0, 7)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        Answer old = rig.ask(Api.OFFSET_COMMIT, 8, rig.committing("a", 1, "t", 0, 7));
        assertThat(GroupRig.commitError(old)).isEqualTo(Errors.UNSUPPORTED_VERSION);
    }

    @Test
    void shouldLetMembersReadOffsetsInTheirEpochAlone() {
        ask(joining("a"));

        assertThat(fetchError("a", 1)).isEqualTo(Errors.NONE);
        assertThat(fetchError("a", 2)).isEqualTo(Errors.STALE_MEMBER_EPOCH);
        assertThat(fetchError("b", 1)).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(rig.committed("t", 0)).isEqualTo(-1);
    }

    private Errors fetchError(String memberId, int epoch) {
        OffsetFetchRequestGroup of =
                new OffsetFetchRequestGroup()
                        .setGroupId(GROUP)
                        .setMemberId(memberId)
                        .setMemberEpoch(epoch)
                        .setTopics(null);
        OffsetFetchRequestData asked = new OffsetFetchRequestData();
        asked.groups().add(of);
        return Errors.forCode(
                rig.ask(Api.OFFSET_FETCH, 9, asked)
                        .as(OffsetFetchResponseData.class)
                        .groups()
                        .getFirst()
                        .errorCode());
    }

    // ---- static members ----

    @Test
    void shouldGiveAStaticMemberWhatItHadWhenItIsBack() {
        ask(joining("a").setInstanceId("s1"));
        ask(joining("b"));
        Integer[] kept =
                assigned(ask(owning("a", 1, 0, 1, 2, 3).setInstanceId("s1")))
                        .toArray(Integer[]::new);
        ask(owning("a", 1, kept).setInstanceId("s1"));
        int events = rig.describeConsumer().groupEpoch();

        ConsumerGroupHeartbeatResponseData left = ask(beating("a", -2).setInstanceId("s1"));
        ConsumerGroupHeartbeatResponseData back = ask(joining("c").setInstanceId("s1"));

        assertThat(left.memberEpoch()).isEqualTo(-2);
        assertThat(assigned(back)).containsExactlyInAnyOrder(kept);
        assertThat(rig.describeConsumer().groupEpoch()).isEqualTo(events);
        assertThat(error(beating("a", 2).setInstanceId("s1"))).isEqualTo(Errors.FENCED_INSTANCE_ID);
    }

    @Test
    void shouldNotGiveAnInstanceToAnotherWhileItsMemberIsThere() {
        ask(joining("a").setInstanceId("s1"));

        assertThat(error(joining("b").setInstanceId("s1")))
                .isEqualTo(Errors.UNRELEASED_INSTANCE_ID);
        assertThat(error(beating("a", -1).setInstanceId("s1"))).isEqualTo(Errors.NONE);
        assertThat(error(joining("b").setInstanceId("s1"))).isEqualTo(Errors.NONE);
    }

    @Test
    void shouldForgetAStaticMemberThatDoesNotComeBack() {
        ask(joining("a").setInstanceId("s1"));
        ask(beating("a", -2).setInstanceId("s1"));

        rig.core.advanceMs(SESSION_MS);

        assertThat(rig.describeConsumer().members()).isEmpty();
        assertThat(error(beating("x", 1).setInstanceId("s1"))).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }

    // ---- both kinds ----

    @Test
    void shouldChangeAGroupsKindWhenItIsEmptyAlone() {
        ask(joining("a"));
        rig.commit("a", 1, "t", 0, 7);
        assertThat(joinClassic()).isEqualTo(Errors.INCONSISTENT_GROUP_PROTOCOL);
        ask(beating("a", -1));

        assertThat(joinClassic()).isEqualTo(Errors.MEMBER_ID_REQUIRED);

        assertThat(rig.committed("t", 0)).isEqualTo(7);
        GroupRig.Joined classic = rig.joinNew();
        rig.core.advanceMs(6_000);
        rig.sync(classic.memberId(), 1, classic.memberId(), "x");
        assertThat(error(joining("b"))).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
        rig.leave(classic.memberId(), null);
        rig.core.advanceMs(1);
        assertThat(error(joining("b"))).isEqualTo(Errors.NONE);
        assertThat(rig.committed("t", 0)).isEqualTo(7);
    }

    private Errors joinClassic() {
        return Errors.forCode(rig.join("").as(JoinGroupResponseData.class).errorCode());
    }

    // ---- what is kept ----

    @Test
    void shouldAnswerOnceWhatChangedIsKept() {
        rig.journal.hold(true);

        Answer answer = rig.ask(Api.CONSUMER_GROUP_HEARTBEAT, 1, joining("a"));

        assertThat(answer.isThere()).isFalse();
        rig.journal.hold(false);
        assertThat(answer.isThere()).isTrue();
    }

    @Test
    void shouldAppendNothingForAHeartbeatThatChangesNothing() {
        ask(joining("a"));
        int frames = rig.journal.frames().size();

        ask(beating("a", 1));

        assertThat(rig.journal.frames()).hasSize(frames);
    }

    @Test
    void shouldRefuseWhileTheDiskIsCrowded() {
        rig.journal.crowd(true);

        assertThat(error(joining("a"))).isEqualTo(Errors.COORDINATOR_LOAD_IN_PROGRESS);
    }

    @Test
    void shouldGoOnAfterARestartInTheMiddleOfARebalance() {
        ask(joining("a"));
        ask(joining("b"));
        Integer[] kept = assigned(ask(owning("a", 1, 0, 1, 2, 3))).toArray(Integer[]::new);
        DescribedGroup before = rig.describeConsumer();

        rig.restart();

        assertThat(rig.describeConsumer()).isEqualTo(before);
        assertThat(ask(owning("a", 1, kept)).memberEpoch()).isEqualTo(2);
        assertThat(assigned(ask(beating("b", 2)))).hasSize(2);
        rig.core.advanceMs(SESSION_MS);
        assertThat(rig.describeConsumer().members()).isEmpty();
    }

    @Test
    void shouldShareAmongFiveHundredMembersWithFewAssignments() {
        rig = new GroupRig(500);
        rig.topics.put("t", 1_000);
        List<String> members = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            members.add("member-" + i);
            ConsumerGroupHeartbeatResponseData joined = ask(joining("member-" + i));
            assertThat(Errors.forCode(joined.errorCode())).isEqualTo(Errors.NONE);
            assertThat(joined.heartbeatIntervalMs()).isEqualTo(i == 0 ? 5_000 : 250);
        }
        long targets =
                rig.journal.frames().stream()
                        .filter(frame -> frame.type() == GroupEvents.TARGET)
                        .count();
        assertThat(targets).isEqualTo(1);
        settle(members);

        assertThat(rig.describeConsumer().groupState()).isEqualTo("Stable");
        assertThat(rig.describeConsumer().members())
                .allMatch(member ->
                        member.assignment().topicPartitions().getFirst().partitions().size() == 2);
        assertThat(rig.journal.frames().size()).isLessThan(500 * 10);
    }

    /** Everybody does as it is told, twice round. */
    private void settle(List<String> members) {
        for (int round = 0; round < 4; round++) {
            rig.core.advanceMs(250);
            for (var described : rig.describeConsumer().members()) {
                List<TopicPartitions> owned =
                        described.assignment().topicPartitions().stream()
                                .map(each ->
                                        new TopicPartitions()
                                                .setTopicId(each.topicId())
                                                .setPartitions(each.partitions()))
                                .toList();
                ask(
                        beating(described.memberId(), described.memberEpoch())
                                .setTopicPartitions(owned));
            }
        }
        assertThat(rig.describeConsumer().members()).hasSameSizeAs(members);
    }
}
