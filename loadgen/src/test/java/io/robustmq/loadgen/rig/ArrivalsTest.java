package io.robustmq.loadgen.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private static final int RUN = 7;
    private static final int PAYLOAD_BYTES = 16;

    private final Tally tally = new Tally();

    @Test
    void shouldCountEachDeliveryInOrder() {
        Arrivals receiver = hearing(3, 1);

        deliver(receiver, 3, 0, 1, 2, 3);

        assertThat(tally.received).isEqualTo(4);
        assertThat(tally.duplicated + tally.reordered + tally.foreign).isZero();
        assertThat(receiver.reached(0)).isEqualTo(4);
    }

    @Test
    void shouldTellALateMessageFromADuplicate() {
        Arrivals receiver = hearing(0, 1);

        deliver(receiver, 0, 0, 2, 1, 2, 1, 0);

        assertThat(tally.received).isEqualTo(6);
        assertThat(tally.reordered).isEqualTo(1);
        assertThat(tally.duplicated).isEqualTo(3);
    }

    @Test
    void shouldNotLetAGapHoldTheWindow() {
        Arrivals receiver = hearing(0, 1);

        deliver(receiver, 0, 0, 1, 5);

        assertThat(receiver.reached(0)).isEqualTo(6);
        assertThat(tally.received - tally.duplicated).isEqualTo(3);
    }

    @Test
    void shouldBeRegularAgainOnceTheGapIsFilled() {
        Arrivals receiver = hearing(0, 1);

        deliver(receiver, 0, 0, 2, 1, 3, 4, 3);

        assertThat(tally.reordered).isEqualTo(1);
        assertThat(tally.duplicated).isEqualTo(1);
        assertThat(receiver.reached(0)).isEqualTo(5);
    }

    @Test
    void shouldKeepPublishersApart() {
        Arrivals receiver = hearing(0, 2);

        deliver(receiver, 0, 0, 1);
        deliver(receiver, 1, 0, 1, 2);

        assertThat(receiver.reached(0)).isEqualTo(2);
        assertThat(receiver.reached(1)).isEqualTo(3);
        assertThat(tally.duplicated + tally.reordered).isZero();
    }

    @Test
    void shouldCountOtherRunsAndOtherPublishersAsForeign() {
        Arrivals receiver = hearing(1, 1);

        receiver.onMessage(Stamp.base(RUN + 1, 1), 0, 0);
        receiver.onMessage(Stamp.base(RUN, 0), 0, 0);
        receiver.onMessage(Stamp.base(RUN, 2), 0, 0);

        assertThat(tally.foreign).isEqualTo(3);
        assertThat(tally.received).isZero();
    }

    @Test
    void shouldCheckEachRoundOfWhatIsReadOverAndOver() {
        Arrivals receiver = hearing(0, 1);

        deliver(receiver, 0, 0, 1, 2);
        receiver.again(3);
        deliver(receiver, 0, 0, 2);
        receiver.again(3);
        deliver(receiver, 0, 0, 1, 1);

        assertThat(tally.received).isEqualTo(8);
        assertThat(tally.duplicated).isEqualTo(1);
        assertThat(tally.reordered).isZero();
        assertThat(receiver.reached(0) - (tally.received - tally.duplicated))
                .as("lost")
                .isEqualTo(1);
    }

    @Test
    void shouldMeasureFromTheIntendedTime() {
        Latencies latencies = new Latencies();
        Arrivals receiver = new OrderedArrivals(RUN, 0, 1, PAYLOAD_BYTES, tally, latencies);

        receiver.onMessage(Stamp.base(RUN, 0), 1_000, 51_000);

        Histogram times = Latencies.emptyHistogram();
        latencies.drainTo(times);
        assertThat(times.getTotalCount()).isEqualTo(1);
        assertThat(times.getMaxValue()).isBetween(50_000L, 50_100L);
    }

    @Test
    void shouldAgreeWithAPlainSetOnRandomDisorder() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Arrivals receiver = hearing(0, 1);
        Set<Long> seen = new HashSet<>();
        long duplicates = 0;

        for (int i = 0; i < 50_000; i++) {
            long sequence = Math.max(0, i / 2 + random.nextInt(200) - 100);
            duplicates += seen.add(sequence) ? 0 : 1;
            deliver(receiver, 0, sequence);
        }

        assertThat(tally.duplicated).as("seed %d", seed).isEqualTo(duplicates);
    }

    @Test
    void shouldCountAMessageThatTwoMembersOfAGroupGot() {
        SharedArrivals.Group group = new SharedArrivals.Group(RUN, 1);
        Arrivals one = new SharedArrivals(group, PAYLOAD_BYTES, tally, null);
        Arrivals other = new SharedArrivals(group, PAYLOAD_BYTES, tally, null);

        deliver(one, 0, 0, 2, 4);
        deliver(other, 0, 1, 3, 4);

        assertThat(tally.received).isEqualTo(6);
        assertThat(tally.duplicated).isEqualTo(1);
        assertThat(tally.reordered).isZero();
        assertThat(one.reached(0)).isEqualTo(5);
    }

    @Test
    void shouldJudgeOrderByMember() {
        SharedArrivals.Group group = new SharedArrivals.Group(RUN, 1);
        Arrivals member = new SharedArrivals(group, PAYLOAD_BYTES, tally, null);

        deliver(member, 0, 1, 0);

        assertThat(tally.reordered).isEqualTo(1);
    }

    @Test
    void shouldGiveUpWhatTheWindowLeavesBehind() {
        SeenWindow window = new SeenWindow(64, 0);

        assertThat(window.add(0)).isTrue();
        assertThat(window.add(100)).isTrue();

        assertThat(window.low()).isEqualTo(37);
        assertThat(window.add(36)).isFalse();
        assertThat(window.add(37)).isTrue();
        assertThat(window.add(37)).isFalse();
        assertThat(window.add(1_000_000)).isTrue();
        assertThat(window.add(999_999)).isTrue();
        assertThat(window.low()).isEqualTo(1_000_000 - 63);
    }

    private Arrivals hearing(int firstPublisher, int publishers) {
        return new OrderedArrivals(RUN, firstPublisher, publishers, PAYLOAD_BYTES, tally, null);
    }

    private static void deliver(Arrivals receiver, int publisher, long... sequences) {
        for (long sequence : sequences) {
            receiver.onMessage(Stamp.base(RUN, publisher) + sequence, 0, 0);
        }
    }
}
