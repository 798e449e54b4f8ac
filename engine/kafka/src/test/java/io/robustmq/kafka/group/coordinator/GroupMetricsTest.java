package io.robustmq.kafka.group.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.kafka.metrics.GroupSample;
import io.robustmq.kafka.metrics.GroupSource;
import io.robustmq.kafka.metrics.Sampler;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.junit.jupiter.api.Test;

/** What metrics tell of groups, within bounds. */
class GroupMetricsTest {
    private final GroupRig rig = new GroupRig(10, 2 * Sampler.OFFSETS_MAX);

    private GroupSource look() {
        GroupSource source = rig.coordinator.samples();
        source.begin();
        int steps = 1;
        while (!source.step()) {
            steps++;
        }
        assertThat(steps).isEqualTo(Math.max(1, Math.ceilDiv(source.samples().size(), 64)));
        return source;
    }

    private void commit(String group, int partitions) {
        OffsetCommitRequestData asked = rig.committing("", -1, "t", 0, 5);
        asked.setGroupId(group);
        for (int i = 1; i < partitions; i++) {
            asked.topics()
                    .getFirst()
                    .partitions()
                    .add(
                            new OffsetCommitRequestPartition()
                                    .setPartitionIndex(i)
                                    .setCommittedOffset(5)
                                    .setCommittedMetadata(""));
        }
        rig.ask(Api.OFFSET_COMMIT, 9, asked);
    }

    @Test
    void shouldTellMembersStateAndOffsets() {
        rig.topics.put("t", 3);
        rig.commit("", -1, "t", 2, 41);

        GroupSample seen = look().samples().getFirst();

        assertThat(seen.group()).isEqualTo(GroupRig.GROUP);
        assertThat(seen.type()).isEqualTo("classic");
        assertThat(seen.state()).isEqualTo("Empty");
        assertThat(seen.members()).isZero();
        assertThat(seen.offsets()).containsExactly(new GroupSample.Committed("t", 2, 0, 2, 41));
    }

    @Test
    void shouldTellNoOffsetOfATopicThatIsGone() {
        rig.topics.put("t", 1);
        rig.commit("", -1, "t", 0, 41);
        rig.topics.delete("t");

        GroupSample seen = look().samples().getFirst();

        assertThat(seen.offsets()).isEmpty();
    }

    @Test
    void shouldShowTheGroupsThatCameFirstUpToTheBound() {
        rig.topics.put("t", 1);
        for (int i = 0; i <= Sampler.GROUPS_MAX; i++) {
            commit("g" + i, 1);
        }

        GroupSource seen = look();

        assertThat(seen.samples()).hasSize(Sampler.GROUPS_MAX);
        assertThat(seen.samples().getFirst().group()).isEqualTo("g0");
        assertThat(seen.samples().getLast().group()).isEqualTo("g" + (Sampler.GROUPS_MAX - 1));
        assertThat(seen.groupsLeftOut()).isEqualTo(1);
    }

    @Test
    void shouldShowOffsetsUpToTheBoundAndAGroupsWholeOrNot() {
        rig.topics.put("t", Sampler.OFFSETS_MAX);
        commit("first", 1);
        commit("second", Sampler.OFFSETS_MAX);
        commit("third", Sampler.OFFSETS_MAX - 1);

        GroupSource seen = look();

        assertThat(seen.samples())
                .extracting(each -> each.offsets().size())
                .containsExactly(1, 0, Sampler.OFFSETS_MAX - 1);
        assertThat(seen.offsetsLeftOut()).isEqualTo(Sampler.OFFSETS_MAX);
    }
}
