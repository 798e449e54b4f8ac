package io.robustmq.kafka.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kafka.metrics.CoreSample;
import io.robustmq.kafka.metrics.KafkaMetric;
import io.robustmq.kafka.metrics.Sampler;
import io.robustmq.kafka.metrics.TopicSample;
import io.robustmq.transport.net.FakeConnection;
import org.junit.jupiter.api.Test;

/** What metrics tell of topics: looked at every two seconds, within bounds. */
class TopicMetricsTest {
    private static final int ALL = -1;
    private static final int ROUND_MS = 2_100;

    private final KafkaRig rig = new KafkaRig();

    private CoreSample sample() {
        rig.core.advanceMs(ROUND_MS);
        return rig.counters.sample();
    }

    @Test
    void shouldTellWhatATopicTookAndGave() {
        rig.topic("t", 2);
        FakeConnection client = rig.connect();
        for (String value : new String[] {"a", "b", "c"}) {
            client.receive(rig.produce(ALL, "t", value, 1));
            rig.syncAndCycle();
        }
        rig.answered(client);
        client.receive(rig.fetch("t", 1, 1, 1, 0));

        TopicSample seen = sample().topics().getFirst();

        assertThat(seen.topic()).isEqualTo("t");
        assertThat(seen.recordsIn()).isEqualTo(3);
        assertThat(seen.bytesIn()).isEqualTo(3L * 69); // a batch of one byte's value
        assertThat(seen.recordsOut()).isEqualTo(2);
        assertThat(seen.bytesOut()).isEqualTo(2L * 69);
        assertThat(seen.partitions()).containsExactly(0, 1);
        assertThat(seen.startOffsets()).containsExactly(0, 0);
        assertThat(seen.endOffsets()).containsExactly(0, 3);
    }

    @Test
    void shouldTellNoEndThatNobodyMayReadYet() {
        rig.topic("t", 1);
        rig.connect().receive(rig.produce(ALL, "t", "v", 0));
        rig.cycle();

        CoreSample seen = sample();

        assertThat(seen.topics().getFirst().endOffsets()).containsExactly(0);
        assertThat(seen.endOf(seen.logIds()[0])).isZero();
    }

    @Test
    void shouldCountTopicsAndPartitions() {
        rig.topic("t", 2);
        rig.topic("u", 3);

        rig.cycle();

        assertThat(rig.counters.get(KafkaMetric.TOPICS)).isEqualTo(2);
        assertThat(rig.counters.get(KafkaMetric.PARTITIONS)).isEqualTo(5);
    }

    @Test
    void shouldShowTheTopicsThatWereFirstUpToTheBound() {
        rig.topic("zero", 1);
        rig.topic("most", Sampler.PARTITIONS_MAX - 1);
        rig.topic("late", 1);

        CoreSample seen = sample();

        assertThat(seen.topics()).extracting(TopicSample::topic).containsExactly("zero", "most");
        assertThat(seen.topicsLeftOut()).isEqualTo(1);
        assertThat(seen.logIds()).as("of lags").hasSize(Sampler.PARTITIONS_MAX + 1);
    }

    @Test
    void shouldShowNoHalfOfATopic() {
        rig.topic("first", 2);
        rig.topic("split", Sampler.PARTITIONS_MAX - 1);
        rig.topic("late", 1);

        CoreSample seen = sample();

        assertThat(seen.topics()).extracting(TopicSample::topic).containsExactly("first", "late");
        assertThat(seen.topicsLeftOut()).isEqualTo(1);
    }
}
