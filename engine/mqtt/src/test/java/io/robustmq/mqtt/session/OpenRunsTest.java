package io.robustmq.mqtt.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class OpenRunsTest {
    /** What {@link OpenRuns} takes besides what is open, a little more than twice. */
    private static final int BYTES_MAX = 5 << 20;

    private final OpenRuns runs = new OpenRuns();
    private final ExpandableArrayBuffer event = new ExpandableArrayBuffer();
    private final Set<String> drawn = new LinkedHashSet<>();
    private final Map<String, DirectBuffer> kept = new HashMap<>();
    private final OpenRuns.Rows rows = new DrawnRows();

    @Test
    void shouldGiveARowToEachRunThatIsNotFinished() {
        enqueue("a", 10, 20, 1, 3);
        enqueue("b", 5, 23, 7, 1);
        enqueue("a", 13, 24, 4, 2);
        enqueue("c", 1, 26, 4, 2);
        assertThat(finish("c", 1, 26, 4, 2)).isEqualTo(2);

        assertThat(finish("a", 10, 20, 1, 2)).isEqualTo(2);

        runs.complete(rows);
        assertThat(drawn)
                .containsExactly(
                        "a 10: run", "a 13: run", "a: 12 to 15, 3", "b 5: run", "b: 5 to 6, 7");
        assertThat(runs.bytes()).isZero();
    }

    @Test
    void shouldDeleteTheRowOfARunThatIsFinished() {
        enqueue("a", 10, 20, 1, 2);
        enqueue("a", 12, 22, 3, 2);
        runs.complete(rows);

        assertThat(finish("a", 10, 20, 1, 3)).isEqualTo(3);
        assertThat(drawn).containsExactly("a 12: run", "a: 10 to 14, 1");
        runs.complete(rows);
        assertThat(drawn).containsExactly("a 12: run", "a: 13 to 14, 4");

        assertThat(finish("a", 13, 23, 4, 1)).isEqualTo(1);
        runs.complete(rows);
        assertThat(drawn).isEmpty();
    }

    @Test
    void shouldFinishOverSeveralRunsWhoseNumbersGoOn() {
        enqueue("a", 10, 20, 1, 2);
        enqueue("a", 12, 22, 3, 2);

        assertThat(finish("a", 10, 20, 1, 3)).isEqualTo(3);

        close("a");
        assertThat(drawn).containsExactly("a 13 23 4");
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

        runs.complete(rows);
        assertThat(drawn).containsExactly("w 10 40 0", "w 11 41 0", "w 12 42 0");
    }

    @Test
    void shouldKeepWhatWaitsBehindWhatWasSent() {
        enqueue("a", 10, 20, 65_534, 1);
        enqueue("a", 11, 23, DeliveryFlyweight.WAITS, 3);

        assertThat(send("a", 12, 65_535)).as("not the next").isFalse();
        assertThat(send("a", 11, 1)).as("another identifier").isFalse();
        assertThat(send("a", 11, 65_535)).isTrue();
        runs.complete(rows);
        assertThat(drawn).containsExactly("a 10: run", "a 11: run", "a: 10 to 12, 65534");
        assertThat(send("a", 12, 1)).isTrue();
        assertThat(finish("a", 10, 20, 65_534, 1)).isEqualTo(1);
        assertThat(finish("a", 11, 23, 65_535, 1)).isEqualTo(1);
        assertThat(finish("a", 12, 24, 1, 2)).as("one waits").isEqualTo(1);

        close("a");
        runs.complete(rows);
        assertThat(drawn).containsExactly("a 13 25 0");
    }

    @Test
    void shouldDrawMessageByMessageWhatNothingIsUnderWayBefore() {
        enqueue("a", 10, 20, DeliveryFlyweight.WAITS, 2);
        enqueue("b", 1, 30, DeliveryFlyweight.WAITS, 2);
        assertThat(send("b", 1, 9)).isTrue();

        runs.complete(rows);

        assertThat(drawn).containsExactly("a 10 20 0", "a 11 21 0", "b 1: run", "b: 1 to 2, 9");
        assertThat(send("b", 2, 10)).isTrue();
        assertThat(send("b", 3, 11)).as("there is none").isFalse();
        assertThat(send("c", 3, 11)).as("not known").isFalse();
    }

    @Test
    void shouldEndARunWhenTheNextDoesNotGoOn() {
        enqueue("a", 10, 20, 1, 2);
        enqueue("a", 13, 22, 3, 1);
        assertThat(drawn).containsExactly("a 10 20 1", "a 11 21 2");

        enqueue("a", 14, 23, 5, 1);
        assertThat(drawn).containsExactly("a 10 20 1", "a 11 21 2", "a 13 22 3");

        enqueue("a", 15, 24, DeliveryFlyweight.WAITS, 1);
        enqueue("a", 16, 25, 7, 1);
        assertThat(drawn).hasSize(5).endsWith("a 14 23 5", "a 15 24 0");
    }

    @Test
    void shouldGiveASessionsRunsOnceOnly() {
        enqueue("a", 1, 1, 1, 1);
        enqueue("b", 2, 2, 2, 1);

        close("a");
        close("a");
        assertThat(drawn).containsExactly("a 1 1 1");

        enqueue("a", 3, 3, 3, 1);
        runs.complete(rows);
        assertThat(drawn)
                .containsExactly("a 1 1 1", "a 3: run", "a: 3 to 4, 3", "b 2: run", "b: 2 to 3, 2");
        runs.complete(rows);
        assertThat(drawn).hasSize(5);
    }

    @Test
    void shouldKeepTogetherWhatAClientLeavesUnlessItIsLittle() {
        enqueue("a", 0, 0, 1, OpenRuns.LEFT_SINGLY_MAX + 1);
        enqueue("b", 0, 2_000, 1, OpenRuns.LEFT_SINGLY_MAX);
        runs.complete(rows);

        leave("a");
        leave("b");
        leave("c");

        runs.complete(rows);
        assertThat(drawn)
                .hasSize(OpenRuns.LEFT_SINGLY_MAX + 2)
                .contains("a 0: run", "a: 0 to 1025, 1", "b 0 2000 1", "b 1023 3023 1024");
    }

    @Test
    void shouldRememberNoMoreRowsThanItsBound() {
        int perSession = 1 << 12;
        for (int i = 0; i < OpenRuns.ROWS_MAX; i++) {
            enqueue("a" + i / perSession, i, i, 1 + i % perSession, 1);
        }
        runs.complete(rows);
        assertThat(drawn).hasSize(OpenRuns.ROWS_MAX + OpenRuns.ROWS_MAX / perSession);

        enqueue("b", 1, 1, 1, 2);
        runs.complete(rows);

        assertThat(drawn).endsWith("b 1 1 1", "b 2 2 2");
        assertThat(finish("b", 1, 1, 1, 1)).isZero();
        assertThat(finish("a0", 0, 0, 1, 1)).isEqualTo(1);
        enqueue("b", 3, 3, 3, 1);
        runs.complete(rows);
        assertThat(drawn).endsWith("b 3: run", "b: 3 to 4, 3");
    }

    @Test
    void shouldRememberNoMoreRowsOfASessionThanItsBound() {
        for (int i = 0; i < OpenRuns.ROWS_OF_SESSION_MAX; i++) {
            enqueue("a", i, i, 1 + i, 1);
        }
        runs.complete(rows);
        assertThat(drawn).hasSize(OpenRuns.ROWS_OF_SESSION_MAX + 1).contains("a 0: run");

        int last = OpenRuns.ROWS_OF_SESSION_MAX;
        enqueue("a", last, last, 1 + last, 1);
        runs.complete(rows);

        assertThat(drawn).hasSize(last + 1).contains("a 0 0 1").doesNotContain("a 0: run");
        assertThat(runs.bytes()).isZero();
    }

    @Test
    void shouldGoOnWithTheRowsThatItFinds() {
        int length = run("a", 10, 20, DeliveryFlyweight.WAITS, 4);
        drawn.add("a 10: run");
        kept.put("a 10: run", copy(event, 0, length));
        drawn.add("a: 11 to 13, 65535");

        runs.found(0, event, 0, length, 11, 13, 65_535);

        assertThat(finish("a", 10, 20, 65_534, 1)).as("finished before").isZero();
        assertThat(finish("a", 11, 21, 65_535, 1)).isEqualTo(1);
        runs.complete(rows);
        assertThat(drawn).containsExactly("a 10: run", "a: 12 to 13, 1");
        close("a");
        runs.complete(rows);
        assertThat(drawn).containsExactly("a 12 22 1", "a 13 23 0");
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
        close("old");
        assertThat(drawn).containsExactly("old 0 1000000 1", "old 1 1000001 2");
    }

    @Test
    void shouldTakeNoRunThatIsCutShort() {
        int length = run("a", 1, 1, 1, 2);

        assertThatThrownBy(() -> runs.add(0, event, 0, length - 1, rows))
                .hasMessage("a run of messages that is cut short");

        runs.complete(rows);
        assertThat(drawn).isEmpty();
    }

    private void enqueue(String clientId, long sequence, long number, int packetId, int count) {
        runs.add(0, event, 0, run(clientId, sequence, number, packetId, count), rows);
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
        return runs.finish(0, event, 0, at + count - 1, rows);
    }

    private boolean send(String clientId, long sequence, int packetId) {
        SessionEventFlyweight.write(event, clientId.getBytes(UTF_8));
        return runs.send(0, event, 0, packetId, sequence);
    }

    private void close(String clientId) {
        SessionEventFlyweight.write(event, clientId.getBytes(UTF_8));
        runs.close(0, event, 0, rows);
    }

    private void leave(String clientId) {
        SessionEventFlyweight.write(event, clientId.getBytes(UTF_8));
        runs.leave(0, event, 0, rows);
    }

    private static UnsafeBuffer copy(DirectBuffer from, int at, int length) {
        byte[] bytes = new byte[length];
        from.getBytes(at, bytes);
        return new UnsafeBuffer(bytes);
    }

    /** Rows in words. */
    private final class DrawnRows implements OpenRuns.Rows {
        @Override
        public void onMessage(
                int shard,
                DirectBuffer buffer,
                int offset,
                int at,
                int index,
                int each,
                int packetId) {
            assertThat(RunFlyweight.qos(buffer, each)).isEqualTo(1);
            drawn.add(
                    "%s %d %d %d"
                            .formatted(
                                    SessionEventFlyweight.clientId(buffer, offset),
                                    RunFlyweight.sequence(buffer, at) + index,
                                    RunFlyweight.number(buffer, at) + index,
                                    packetId));
        }

        @Override
        public void putRun(
                int shard, byte[] clientId, long sequence, DirectBuffer from, int at, int length) {
            drawn.add(row(clientId, sequence));
            kept.put(row(clientId, sequence), copy(from, at, length));
        }

        @Override
        public void deleteRun(int shard, byte[] clientId, long sequence) {
            assertThat(drawn.remove(row(clientId, sequence))).isTrue();
        }

        @Override
        public void putProgress(int shard, byte[] clientId, long from, long sentTo, int packetId) {
            deleteProgress(shard, clientId);
            String id = new String(clientId, UTF_8);
            drawn.add("%s: %d to %d, %d".formatted(id, from, sentTo, packetId));
        }

        @Override
        public void deleteProgress(int shard, byte[] clientId) {
            drawn.removeIf(each -> each.startsWith(new String(clientId, UTF_8) + ": "));
        }

        @Override
        public DirectBuffer run(int shard, byte[] clientId, long sequence) {
            return Objects.requireNonNull(kept.get(row(clientId, sequence)));
        }

        private String row(byte[] clientId, long sequence) {
            return new String(clientId, UTF_8) + " " + sequence + ": run";
        }
    }
}
