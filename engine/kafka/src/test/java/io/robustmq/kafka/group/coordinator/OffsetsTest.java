package io.robustmq.kafka.group.coordinator;

import static io.robustmq.kafka.group.coordinator.GroupRig.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.kafka.access.Access;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData.ListedGroup;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Offsets of groups: committed, read, deleted, forgotten; and what administrators see of groups.
 */
class OffsetsTest {
    private static final long DAY_MS = 24L * 60 * 60 * 1000;

    private final GroupRig rig = new GroupRig();

    @BeforeEach
    void topics() {
        rig.topics.put("t", 4);
        rig.topics.put("u", 1);
    }

    private Errors commit(String topic, int partition, long offset) {
        return rig.commit("", -1, topic, partition, offset);
    }

    // ---- committing and reading ----

    @Test
    void shouldKeepOffsetsOfWhoAssignsItself() {
        assertThat(commit("t", 0, 5)).isEqualTo(Errors.NONE);
        assertThat(commit("t", 0, 6)).isEqualTo(Errors.NONE);

        assertThat(rig.committed("t", 0)).isEqualTo(6);
        assertThat(rig.committed("t", 1)).isEqualTo(-1);
        rig.restart();
        assertThat(rig.committed("t", 0)).isEqualTo(6);
    }

    @Test
    void shouldAnswerACommitOnceItIsKept() {
        rig.journal.hold(true);

        Answer answer = rig.ask(Api.OFFSET_COMMIT, 9, rig.committing("", -1, "t", 0, 5));
        Answer read = rig.ask(Api.OFFSET_FETCH, 8, all());

        assertThat(answer.isThere()).isFalse();
        assertThat(read.isThere()).isFalse(); // nobody reads what may be lost
        rig.journal.hold(false);
        assertThat(answer.isThere()).isTrue();
        assertThat(read.isThere()).isTrue();
    }

    private static OffsetFetchRequestData all() {
        OffsetFetchRequestData asked = new OffsetFetchRequestData();
        asked.groups().add(new OffsetFetchRequestGroup().setGroupId(GROUP).setTopics(null));
        return asked;
    }

    @Test
    void shouldRefuseWhatThereIsNot() {
        assertThat(commit("none", 0, 5)).isEqualTo(Errors.UNKNOWN_TOPIC_ID);
        assertThat(commit("t", 4, 5)).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(commit("t", -1, 5)).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        Answer byName = rig.ask(Api.OFFSET_COMMIT, 2, rig.committing("", -1, "none", 0, 5));
        assertThat(GroupRig.commitError(byName)).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(rig.journal.frames()).isEmpty();
    }

    @Test
    void shouldRefuseAGenerationOfNoGroup() {
        assertThat(rig.commit("m", 3, "t", 0, 5)).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
        Answer old = rig.ask(Api.OFFSET_COMMIT, 8, rig.committing("m", 3, "t", 0, 5));
        assertThat(GroupRig.commitError(old)).isEqualTo(Errors.ILLEGAL_GENERATION);
    }

    @Test
    void shouldRefuseMetadataThatIsTooLong() {
        OffsetCommitRequestData asked = rig.committing("", -1, "t", 0, 5);
        asked.topics().getFirst().partitions().getFirst().setCommittedMetadata("x".repeat(4097));

        assertThat(GroupRig.commitError(rig.ask(Api.OFFSET_COMMIT, 9, asked)))
                .isEqualTo(Errors.OFFSET_METADATA_TOO_LARGE);
    }

    @Test
    void shouldRefuseNewOffsetsWhenThereAreAsManyAsMayBe() {
        rig.topics.put("wide", 1_001);
        for (int partition = 0; partition < 1_000; partition++) {
            assertThat(commit("wide", partition, 1)).isEqualTo(Errors.NONE);
        }

        assertThat(commit("wide", 1_000, 1)).isEqualTo(Errors.INVALID_COMMIT_OFFSET_SIZE);
        assertThat(commit("wide", 0, 2)).isEqualTo(Errors.NONE);
    }

    @Test
    void shouldAnswerInEveryVersion() {
        for (int version = 2; version <= 10; version++) {
            Answer commit =
                    rig.ask(Api.OFFSET_COMMIT, version, rig.committing("", -1, "t", 0, version));
            assertThat(GroupRig.commitError(commit)).isEqualTo(Errors.NONE);
        }
        for (int version = 1; version <= 7; version++) {
            OffsetFetchRequestData asked = new OffsetFetchRequestData().setGroupId(GROUP);
            asked.topics()
                    .add(
                            new OffsetFetchRequestTopic()
                                    .setName("t")
                                    .setPartitionIndexes(List.of(0)));
            OffsetFetchResponseData said =
                    rig.ask(Api.OFFSET_FETCH, version, asked).as(OffsetFetchResponseData.class);
            assertThat(said.topics().getFirst().partitions().getFirst().committedOffset())
                    .isEqualTo(10);
            assertThat(said.topics().getFirst().partitions().getFirst().metadata())
                    .isEqualTo("seen");
        }
        for (int version = 8; version <= 10; version++) {
            OffsetFetchResponseData said =
                    rig.ask(Api.OFFSET_FETCH, version, all()).as(OffsetFetchResponseData.class);
            assertThat(said.groups().getFirst().topics().getFirst().topicId())
                    .isEqualTo(rig.topics.id("t"));
        }
    }

    @Test
    void shouldSayUnknownIdsAtEachPartition() {
        OffsetFetchRequestData asked = new OffsetFetchRequestData();
        OffsetFetchRequestGroup of = new OffsetFetchRequestGroup().setGroupId(GROUP);
        of.topics()
                .add(
                        new OffsetFetchRequestData.OffsetFetchRequestTopics()
                                .setTopicId(new Uuid(1, 1))
                                .setPartitionIndexes(List.of(0)));
        asked.groups().add(of);

        OffsetFetchResponseData said =
                rig.ask(Api.OFFSET_FETCH, 10, asked).as(OffsetFetchResponseData.class);

        assertThat(
                        Errors.forCode(
                                said.groups()
                                        .getFirst()
                                        .topics()
                                        .getFirst()
                                        .partitions()
                                        .getFirst()
                                        .errorCode()))
                .isEqualTo(Errors.UNKNOWN_TOPIC_ID);
    }

    @Test
    void shouldForgetOffsetsOfADeletedTopicAlsoWhenAnotherHasItsName() {
        commit("t", 0, 5);
        commit("u", 0, 9);
        int frames = rig.journal.frames().size();

        rig.topics.delete("t");
        assertThat(rig.journal.frames()).hasSize(frames + 1);
        rig.topics.put("t", 4);

        assertThat(rig.committed("t", 0)).isEqualTo(-1);
        assertThat(rig.committed("u", 0)).isEqualTo(9);
        rig.restart();
        assertThat(rig.committed("t", 0)).isEqualTo(-1);
    }

    @Test
    void shouldForgetOffsetsOfDeletedTopicsAFewGroupsAtATime() {
        int groups = 2 * GoneTopics.GROUPS_PER_STEP + 1;
        rig.topics.put("v", 1);
        for (int i = 0; i < groups; i++) {
            for (String topic : List.of("t", "v")) {
                rig.ask(
                        Api.OFFSET_COMMIT,
                        9,
                        rig.committing("", -1, topic, 0, 5).setGroupId("g" + i));
            }
        }
        int frames = rig.journal.frames().size();

        rig.topics.delete("t");
        assertThat(rig.journal.frames()).hasSize(frames + GoneTopics.GROUPS_PER_STEP);
        rig.topics.delete("v");
        assertThat(rig.journal.frames()).hasSize(frames + GoneTopics.GROUPS_PER_STEP);
        rig.core.advanceMs(1);

        assertThat(rig.journal.frames())
                .as("one event a group and pass")
                .hasSize(frames + 2 * groups);
        assertThat(rig.core.armedTimers()).as("it is over").isEqualTo(1); // that of expiry
    }

    @Test
    void shouldNotReadAnOffsetOfATopicThatHadTheSameName() {
        commit("t", 0, 5);
        rig.topics.delete("t");
        rig.journal.frames().removeLast(); // the process ended before the offsets were deleted
        rig.topics.put("t", 4);

        rig.restart();

        assertThat(rig.committed("t", 0)).isEqualTo(-1);
    }

    // ---- who may ----

    /** A user who may read one topic and use one group. */
    private record Reader(String topic, String group) implements Access {
        @Override
        public boolean mayWrite(String other) {
            return false;
        }

        @Override
        public boolean mayRead(String other) {
            return other.equals(topic);
        }

        @Override
        public boolean mayUseGroup(String other) {
            return other.equals(group);
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
    void shouldRefuseTopicsAndGroupsThatAreNotTheUsers() {
        commit("t", 0, 5);
        commit("u", 0, 5);
        rig.access = new Reader("t", GROUP);
        assertThat(commit("t", 0, 6)).isEqualTo(Errors.NONE);
        assertThat(commit("u", 0, 6)).isEqualTo(Errors.TOPIC_AUTHORIZATION_FAILED);
        assertThat(
                        rig.ask(Api.OFFSET_FETCH, 8, all())
                                .as(OffsetFetchResponseData.class)
                                .groups()
                                .getFirst()
                                .topics())
                .hasSize(1);

        rig.access = new Reader("t", "other");

        assertThat(commit("t", 0, 7)).isEqualTo(Errors.GROUP_AUTHORIZATION_FAILED);
        assertThat(
                        rig.ask(Api.OFFSET_FETCH, 8, all())
                                .as(OffsetFetchResponseData.class)
                                .groups()
                                .getFirst()
                                .errorCode())
                .isEqualTo(Errors.GROUP_AUTHORIZATION_FAILED.code());
        JoinGroupRequestData join = rig.joining("", null, "range");
        assertThat(rig.join(join).as(JoinGroupResponseData.class).errorCode())
                .isEqualTo(Errors.GROUP_AUTHORIZATION_FAILED.code());
        assertThat(list()).isEmpty();
        assertThat(rig.describe().errorCode()).isEqualTo(Errors.GROUP_AUTHORIZATION_FAILED.code());
        assertThat(delete()).isEqualTo(Errors.GROUP_AUTHORIZATION_FAILED);
    }

    // ---- time ----

    @Test
    void shouldForgetOffsetsAfterTheirRetentionAndThenTheGroup() { // KIP-211
        commit("t", 0, 5);
        rig.core.advanceMs(4 * DAY_MS);
        commit("t", 1, 5);
        rig.core.advanceMs(3 * DAY_MS + OffsetExpiry.EVERY_MS);
        assertThat(rig.committed("t", 0)).isEqualTo(-1);
        assertThat(rig.committed("t", 1)).isEqualTo(5);

        rig.core.advanceMs(4 * DAY_MS);

        assertThat(rig.committed("t", 1)).isEqualTo(-1);
        assertThat(list()).isEmpty();
    }

    @Test
    void shouldForgetOffsetsWhenTheClientSaid() {
        OffsetCommitRequestData asked = rig.committing("", -1, "t", 0, 5);
        rig.ask(Api.OFFSET_COMMIT, 2, asked.setRetentionTimeMs(DAY_MS));

        rig.core.advanceMs(DAY_MS - 1);
        assertThat(rig.committed("t", 0)).isEqualTo(5);
        rig.core.advanceMs(OffsetExpiry.EVERY_MS + 1);

        assertThat(rig.committed("t", 0)).isEqualTo(-1);
    }

    @Test
    void shouldLookAtManyGroupsInSteps() {
        int many = 3 * OffsetExpiry.GROUPS_PER_STEP;
        for (int i = 0; i < many; i++) {
            OffsetCommitRequestData asked = rig.committing("", -1, "t", 0, 5);
            rig.ask(Api.OFFSET_COMMIT, 9, asked.setGroupId("group-" + i));
        }
        assertThat(list()).hasSize(many);

        rig.core.advanceMs(7 * DAY_MS + OffsetExpiry.EVERY_MS);

        assertThat(list()).isEmpty();
    }

    // ---- administrators ----

    private List<ListedGroup> list(String... states) {
        return rig.ask(
                        Api.LIST_GROUPS,
                        5,
                        new ListGroupsRequestData().setStatesFilter(List.of(states)))
                .as(ListGroupsResponseData.class)
                .groups();
    }

    private Errors delete() {
        Answer answer =
                rig.ask(
                        Api.DELETE_GROUPS,
                        2,
                        new DeleteGroupsRequestData().setGroupsNames(List.of(GROUP)));
        return Errors.forCode(
                answer.as(DeleteGroupsResponseData.class).results().find(GROUP).errorCode());
    }

    private List<Errors> deleteOffset(String topic) {
        OffsetDeleteRequestTopic of = new OffsetDeleteRequestTopic().setName(topic);
        of.partitions().add(new OffsetDeleteRequestPartition().setPartitionIndex(0));
        OffsetDeleteRequestData asked = new OffsetDeleteRequestData().setGroupId(GROUP);
        asked.topics().add(of);
        OffsetDeleteResponseData said =
                rig.ask(Api.OFFSET_DELETE, 0, asked).as(OffsetDeleteResponseData.class);
        return said.errorCode() != 0
                ? List.of(Errors.forCode(said.errorCode()))
                : List.of(
                        Errors.NONE,
                        Errors.forCode(said.topics().find(topic).partitions().find(0).errorCode()));
    }

    @Test
    void shouldListGroupsByState() {
        commit("t", 0, 5);

        assertThat(list()).hasSize(1);
        assertThat(list("empty")).hasSize(1);
        assertThat(list("Stable")).isEmpty();
        assertThat(list().getFirst().groupType()).isEqualTo("classic");
        assertThat(list().getFirst().protocolType()).isEmpty();
    }

    @Test
    void shouldDeleteGroupsWithoutMembers() {
        assertThat(delete()).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
        commit("t", 0, 5);
        assertThat(delete()).isEqualTo(Errors.NONE);
        assertThat(rig.committed("t", 0)).isEqualTo(-1);
        rig.restart();
        assertThat(rig.committed("t", 0)).isEqualTo(-1);

        rig.joinNew();

        assertThat(delete()).isEqualTo(Errors.NON_EMPTY_GROUP);
    }

    @Test
    void shouldDeleteSingleOffsets() { // KIP-496
        assertThat(deleteOffset("t")).containsExactly(Errors.GROUP_ID_NOT_FOUND);
        commit("t", 0, 5);
        commit("u", 0, 5);

        assertThat(deleteOffset("t")).containsExactly(Errors.NONE, Errors.NONE);
        assertThat(deleteOffset("none"))
                .containsExactly(Errors.NONE, Errors.UNKNOWN_TOPIC_OR_PARTITION);

        assertThat(rig.committed("t", 0)).isEqualTo(-1);
        assertThat(rig.committed("u", 0)).isEqualTo(5);
        rig.restart();
        assertThat(rig.committed("t", 0)).isEqualTo(-1);
        assertThat(rig.committed("u", 0)).isEqualTo(5);
    }

    @Test
    void shouldNotDeleteOffsetsOfTopicsThatAMemberReads() {
        GroupRig.Joined member = rig.joinNew(); // whose metadata is no subscription: any topic
        rig.core.advanceMs(6_000);
        rig.sync(member.memberId(), 1, member.memberId(), "x");

        assertThat(deleteOffset("t"))
                .containsExactly(Errors.NONE, Errors.GROUP_SUBSCRIBED_TO_TOPIC);
    }

    @Test
    void shouldNameTheGroupsNode() {
        FindCoordinatorResponseData one =
                rig.ask(Api.FIND_COORDINATOR, 3, new FindCoordinatorRequestData().setKey(GROUP))
                        .as(FindCoordinatorResponseData.class);
        FindCoordinatorResponseData several =
                rig.ask(
                                Api.FIND_COORDINATOR,
                                6,
                                new FindCoordinatorRequestData()
                                        .setCoordinatorKeys(List.of(GROUP, "other")))
                        .as(FindCoordinatorResponseData.class);
        FindCoordinatorResponseData transaction =
                rig.ask(
                                Api.FIND_COORDINATOR,
                                3,
                                new FindCoordinatorRequestData().setKey("tx").setKeyType((byte) 1))
                        .as(FindCoordinatorResponseData.class);

        assertThat(one.nodeId()).isEqualTo(256);
        assertThat(one.host()).isEqualTo("here");
        assertThat(several.coordinators()).hasSize(2).allMatch(each -> each.port() == 9092);
        assertThat(transaction.errorMessage()).contains("transactions");
    }

    @Test
    void shouldSendASyncOfNoGroupAway() {
        Answer answer = rig.ask(Api.SYNC_GROUP, 5, new SyncGroupRequestData().setGroupId("none"));

        assertThat(
                        Errors.forCode(
                                answer.as(
                                                org.apache.kafka.common.message
                                                        .SyncGroupResponseData.class)
                                        .errorCode()))
                .isEqualTo(Errors.UNKNOWN_MEMBER_ID);
    }
}
