package io.robustmq.kafka.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kafka.metrics.KafkaMetric;
import io.robustmq.kernel.logged.ClosedTopics;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Messages of a filter become records, once, and are acknowledged when they are kept. */
class MappedTopicTest {
    private final KafkaRig rig = new KafkaRig();

    @Test
    void shouldTieWhatTheTopicNamesAndNothingElse() {
        rig.topic("free", 1);
        rig.topic("t", 1, "mqtt.filter", "a/#");

        assertThat(rig.mqtt.ties).containsOnlyKeys("a/#");
        assertThat(rig.mqtt.limits).containsExactly("a/#");
    }

    @Test
    void shouldMakeEveryMessageARecordInOrder() {
        rig.topic("t", 1, "mqtt.filter", "a/#");

        rig.mqtt.publish("a/#", 0, "a/b", "one");
        rig.mqtt.publish("a/#", 1, "a/c", "two");
        rig.mqtt.publish("a/#", 2, "a/b", "three");
        rig.syncAndCycle();

        assertThat(rig.values("t", 0)).containsExactly("one", "two", "three");
    }

    @Test
    void shouldPutOneKeyIntoOnePartition() {
        rig.topic("t", 4, "mqtt.filter", "a/#", "mqtt.key", "2");

        for (int i = 0; i < 8; i++) {
            rig.mqtt.publish("a/#", 1, "a/same/" + i, "v" + i);
        }
        rig.syncAndCycle();

        List<List<String>> filled = new ArrayList<>();
        for (int partition = 0; partition < 4; partition++) {
            List<String> values = rig.values("t", partition);
            if (!values.isEmpty()) {
                filled.add(values);
            }
        }
        assertThat(filled).hasSize(1);
        assertThat(filled.getFirst()).hasSize(8);
    }

    @Test
    void shouldCloseThoseTopicsWhosePartitionsAreDamaged() {
        KafkaRig damaged = KafkaRig.damaged();
        damaged.topic("t", 4, "mqtt.filter", "a/+", "mqtt.key", "2");
        ClosedTopics closed = damaged.mqtt.closed.keySet().iterator().next();
        for (int i = 10; i < 30; i++) {
            damaged.mqtt.publish("a/+", 1, "a/" + i, "a/" + i);
        }
        damaged.syncAndCycle();

        List<Set<Boolean>> areClosed = new ArrayList<>();
        for (int partition = 0; partition < 4; partition++) {
            areClosed.add(
                    damaged.values("t", partition).stream()
                            .map(topic -> new UnsafeBuffer(topic.getBytes(UTF_8)))
                            .map(topic -> closed.has(topic, 0, topic.capacity()))
                            .collect(Collectors.toSet()));
        }

        assertThat(damaged.mqtt.closed).containsValue("a/+");
        assertThat(areClosed.get(0)).hasSize(1).isNotEqualTo(areClosed.get(1));
        assertThat(areClosed.get(1)).hasSize(1).isEqualTo(areClosed.get(3));
        assertThat(areClosed.get(2)).isEqualTo(areClosed.get(0));
    }

    @Test
    void shouldCloseNothingWhileAllIsWell() {
        rig.topic("t", 4, "mqtt.filter", "a/+");

        assertThat(rig.mqtt.closed).isEmpty();
    }

    @Test
    void shouldTakeAMessageOnceThatComesAgain() {
        rig.topic("t", 1, "mqtt.filter", "a");

        rig.mqtt.publishForwarded("a", 2, "a", "first", 3, 5);
        rig.mqtt.publishForwarded("a", 2, "a", "first", 3, 5);
        rig.mqtt.publishForwarded("a", 2, "a", "of another stream", 4, 5);
        rig.mqtt.publishForwarded("a", 2, "a", "behind a gap", 3, (1L << 31) + 9);
        rig.mqtt.publishForwarded("a", 2, "a", "behind a gap", 3, (1L << 31) + 9);
        rig.syncAndCycle();

        assertThat(rig.values("t", 0))
                .containsExactly("first", "of another stream", "behind a gap");
    }

    @Test
    void shouldHoldAcknowledgementsUntilALogHasRoom() {
        rig.topic("t", 1, "mqtt.filter", "a");
        List<String> wanted = new ArrayList<>();
        for (int i = 0; i < 8; i++) { // four fit into the shard's memory
            wanted.add(i + "x".repeat(700));
            rig.mqtt.publish("a", 1, "a", wanted.get(i));
        }
        long mark = rig.gate.mark();
        assertThat(rig.gate.isBehind()).isTrue();

        rig.journal.sync();
        assertThat(rig.gate.isReached(mark)).isFalse();

        for (int i = 0; i < 3; i++) {
            rig.syncAndCycle();
        }
        rig.journal.sync();
        assertThat(rig.gate.isBehind()).isFalse();
        assertThat(rig.gate.isReached(mark)).isTrue();
        rig.cycle();
        assertThat(rig.counters.get(KafkaMetric.MAPPED_RECORDS)).isEqualTo(8);
        assertThat(rig.counters.get(KafkaMetric.MAPPED_DROPPED)).isZero();
    }

    @Test
    void shouldNotAcknowledgeWhatCameLaterWhileSomethingIsHeld() {
        rig.topic("t", 1, "mqtt.filter", "a");
        rig.journal.behind(true);
        rig.mqtt.publish("a", 1, "a", "held");
        long mark = rig.gate.mark();
        rig.journal.behind(false);
        rig.gate.append(0, 1, new org.agrona.concurrent.UnsafeBuffer(new byte[64]), 0, 64);
        long later = rig.gate.mark();

        rig.journal.sync();
        boolean before = rig.gate.isReached(mark) || rig.gate.isReached(later);
        rig.cycle();
        boolean appended = rig.gate.isReached(mark);
        rig.journal.sync();

        assertThat(before).isFalse();
        assertThat(appended).isFalse();
        assertThat(rig.gate.isReached(mark)).isTrue();
        assertThat(rig.gate.isReached(later)).isTrue();
    }

    @Test
    void shouldDropQos0WhileTheDiskIsBehind() {
        rig.topic("t", 1, "mqtt.filter", "a");
        rig.journal.behind(true);

        rig.mqtt.publish("a", 0, "a", "v");

        assertThat(rig.counters.get(KafkaMetric.MAPPED_DROPPED)).isEqualTo(1);
        assertThat(rig.gate.refusals()).isZero();
    }

    @Test
    void shouldRefuseWhatIsTooLongForALog() {
        rig.topic("t", 1, "mqtt.filter", "a");

        rig.mqtt.publish("a", 1, "a", "x".repeat(900));

        assertThat(rig.gate.refusals()).isEqualTo(1);
        assertThat(rig.counters.get(KafkaMetric.MAPPED_DROPPED)).isEqualTo(1);
    }
}
