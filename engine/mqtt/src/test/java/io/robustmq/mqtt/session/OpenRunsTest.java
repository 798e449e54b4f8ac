package io.robustmq.mqtt.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;

class OpenRunsTest {
    /** What {@link OpenRuns} takes besides what is open, a little more than twice. */
    private static final int BYTES_MAX = 5 << 20;

    private final OpenRuns runs = new OpenRuns();
    private final ExpandableArrayBuffer event = new ExpandableArrayBuffer();
    private final List<String> left = new ArrayList<>();

    @Test
    void shouldLeaveWhatIsNotFinishedInOrder() {
        enqueue("a", 10, 20, 1, 3);
        enqueue("b", 5, 23, 7, 1);
        enqueue("a", 13, 24, 4, 2);

        assertThat(finish("a", 10, 20, 1, 2)).isEqualTo(2);

        closeAll();
        assertThat(left).containsExactly("a 12 22 3", "a 13 24 4", "a 14 25 5", "b 5 23 7");
        assertThat(runs.bytes()).isZero();
    }

    @Test
    void shouldFinishOverSeveralRunsWhoseNumbersGoOn() {
        enqueue("a", 10, 20, 1, 2);
        enqueue("a", 12, 22, 3, 2);

        assertThat(finish("a", 10, 20, 1, 3)).isEqualTo(3);

        closeAll();
        assertThat(left).containsExactly("a 13 23 4");
    }

    @Test
    void shouldFinishNothingThatIsNotTheFirstOfItsSession() {
        enqueue("a", 10, 20, 1, 3);
        enqueue("w", 10, 40, DeliveryFlyweight.WAITS, 3);

        assertThat(finish("a", 11, 21, 2, 1)).isZero();
        assertThat(finish("a", 10, 21, 1, 1)).as("another message").isZero();
        assertThat(finish("a", 10, 20, 2, 1)).as("another identifier").isZero();
        assertThat(finish("b", 10, 20, 1, 1)).as("another session").isZero();
        assertThat(finish("w", 10, 40, 0, 1)).as("not sent").isZero();
        assertThat(finish("a", 10, 20, 1, 4)).as("of four").isEqualTo(3);

        closeAll();
        assertThat(left).containsExactly("w 10 40 0", "w 11 41 0", "w 12 42 0");
    }

    @Test
    void shouldGiveASessionsRunsOnceOnly() {
        enqueue("a", 1, 1, 1, 1);
        enqueue("b", 2, 2, 2, 1);

        close("a");
        close("a");
        assertThat(left).containsExactly("a 1 1 1");

        enqueue("a", 3, 3, 3, 1);
        closeAll();
        assertThat(left).containsExactly("a 1 1 1", "a 3 3 3", "b 2 2 2");
    }

    @Test
    void shouldTakeNoMoreMemoryThanWhatIsOpenNeeds() {
        enqueue("old", 0, 1_000_000, 1, 2);
        int most = 0;

        for (int i = 0; i < 2_000; i++) {
            enqueue("a" + i % 100, i * 100L, i * 100L, 1, 100);
            finish("a" + i % 100, i * 100L, i * 100L, 1, 99);
            finish("a" + i % 100, i * 100L + 99, i * 100L + 99, 100, 1);
            most = Math.max(most, runs.bytes());
        }

        assertThat(most).isLessThan(BYTES_MAX).isGreaterThan(BYTES_MAX / 4);
        closeAll();
        assertThat(left).containsExactly("old 0 1000000 1", "old 1 1000001 2");
    }

    @Test
    void shouldTakeNoRunThatIsCutShort() {
        int length = run("a", 1, 1, 1, 2);

        assertThatThrownBy(() -> runs.add(0, event, 0, length - 1))
                .hasMessage("a run of messages that is cut short");

        closeAll();
        assertThat(left).isEmpty();
    }

    private void enqueue(String clientId, long sequence, long number, int packetId, int count) {
        runs.add(0, event, 0, run(clientId, sequence, number, packetId, count));
    }

    private int run(String clientId, long sequence, long number, int packetId, int count) {
        int at = SessionEventFlyweight.write(event, clientId.getBytes(UTF_8));
        at = RunFlyweight.write(event, at, sequence, number, packetId);
        for (int i = 0; i < count; i++) {
            at = RunFlyweight.writeEach(event, at, delivery(sequence + i));
        }
        return at;
    }

    private static Delivery delivery(long sequence) {
        return new Delivery(
                sequence,
                EventBytes.publication().kept(),
                1,
                false,
                Delivery.NO_IDENTIFIERS,
                Origin.OWN,
                null,
                false);
    }

    private int finish(String clientId, long sequence, long number, int packetId, int count) {
        int at = SessionEventFlyweight.write(event, clientId.getBytes(UTF_8));
        at = RunFlyweight.write(event, at, sequence, number, packetId);
        return runs.finish(0, event, 0, at + count - 1);
    }

    private void close(String clientId) {
        SessionEventFlyweight.write(event, clientId.getBytes(UTF_8));
        runs.close(0, event, 0, this::onMessage);
    }

    private void closeAll() {
        runs.closeAll(this::onMessage);
    }

    private void onMessage(
            int shard, DirectBuffer buffer, int offset, int at, int index, int each) {
        assertThat(RunFlyweight.qos(buffer, each)).isEqualTo(1);
        int packetId = RunFlyweight.packetId(buffer, at);
        left.add(
                "%s %d %d %d"
                        .formatted(
                                SessionEventFlyweight.clientId(buffer, offset),
                                RunFlyweight.sequence(buffer, at) + index,
                                RunFlyweight.number(buffer, at) + index,
                                packetId == 0 ? 0 : packetId + index));
    }
}
