package io.robustmq.loadgen.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class FeedTest {
    private static final long MILLISECOND_NS = 1_000_000;

    private final FakeOutlet first = new FakeOutlet();
    private final FakeOutlet second = new FakeOutlet();
    private final Latencies delays = new Latencies();

    @Test
    void shouldStayAWindowAheadOfTheSlowestReceiver() {
        Progress progress = new Progress(2, 1);
        progress.reached(0, 0, 0);
        progress.reached(1, 0, 0);
        Feed feed = new WindowFeed(publishers(1, Long.MAX_VALUE), progress, 10);

        assertThat(feed.feed(0)).isEqualTo(10);
        assertThat(feed.feed(0)).isZero();
        progress.reached(0, 0, 10);
        assertThat(feed.feed(0)).isZero();
        progress.reached(1, 0, 4);
        assertThat(feed.feed(0)).isEqualTo(4);

        assertThat(first.sequences).hasSize(14).last().isEqualTo(13L);
    }

    @Test
    void shouldNotBeHeldBackWhereNobodyReceives() {
        Feed feed = new WindowFeed(publishers(1, 100_000), new Progress(1, 1), 10);

        int sent = 0;
        for (int cycle = 0; cycle < 100; cycle++) {
            sent += feed.feed(0);
        }

        assertThat(sent).isEqualTo(100_000);
    }

    @Test
    void shouldStopAtTheLimitOfABurst() {
        Progress progress = new Progress(1, 2);
        Feed feed = new WindowFeed(publishers(2, 3), progress, 10);

        assertThat(feed.feed(0) + feed.feed(0)).isEqualTo(6);

        assertThat(first.sequences).containsExactly(0L, 1L, 2L);
        assertThat(second.sequences).containsExactly(0L, 1L, 2L);
    }

    @Test
    void shouldSendWhenDueAndNotBefore() {
        Feed feed = scheduled(1_000);

        assertThat(feed.feed(-1)).isZero();
        assertThat(feed.feed(0)).isEqualTo(1);
        assertThat(feed.feed(3 * MILLISECOND_NS)).isEqualTo(3);

        assertThat(first.intendedNs).containsExactly(0L, 2 * MILLISECOND_NS);
        assertThat(second.intendedNs).containsExactly(MILLISECOND_NS, 3 * MILLISECOND_NS);
    }

    @Test
    void shouldChargeAStallToTheIntendedTimes() {
        Feed feed = scheduled(1_000);
        first.open = false;

        feed.feed(10 * MILLISECOND_NS);
        assertThat(second.sequences).as("one that is stuck holds up no other").hasSize(5);
        first.open = true;
        feed.feed(10 * MILLISECOND_NS);

        assertThat(first.intendedNs).hasSize(6).startsWith(0L, 2 * MILLISECOND_NS);
        Histogram late = Latencies.emptyHistogram();
        delays.drainTo(late);
        assertThat(late.getTotalCount()).isEqualTo(11);
        assertThat(late.getMaxValue()).isBetween(10 * MILLISECOND_NS, 10 * MILLISECOND_NS + 10_000);
    }

    @Test
    void shouldSendEachSequenceOnceAroundAStall() {
        Feed feed = scheduled(1_000);

        for (int ms = 0; ms < 100; ms++) {
            first.open = ms % 7 < 3;
            second.open = ms % 5 < 2;
            feed.feed(ms * MILLISECOND_NS);
        }
        first.open = true;
        second.open = true;
        feed.feed(99 * MILLISECOND_NS);
        feed.feed(99 * MILLISECOND_NS);

        assertThat(first.sequences).hasSize(50).isSorted().doesNotHaveDuplicates();
        assertThat(second.sequences).hasSize(50).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void shouldFindTheSlowestOfManyReceivers() {
        Tally tally = new Tally();
        Audience audience = new Audience(0);
        List<Arrivals> receivers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            receivers.add(new OrderedArrivals(1, 0, 1, 16, tally, null));
            audience.add(receivers.get(i));
        }

        receivers.get(0).onMessage(Stamp.base(1, 0), 0, 0);
        receivers.get(2).onMessage(Stamp.base(1, 0), 0, 0);
        assertThat(audience.reached()).isZero();
        receivers.get(1).onMessage(Stamp.base(1, 0), 0, 0);

        assertThat(audience.reached()).isEqualTo(1);
    }

    private Feed scheduled(long rate) {
        return new ScheduledFeed(publishers(2, Long.MAX_VALUE), new Schedule(0, rate, 2), delays);
    }

    private Publisher[] publishers(int count, long limit) {
        Publisher[] publishers = new Publisher[count];
        for (int i = 0; i < count; i++) {
            publishers[i] = new Publisher(1, i, limit);
            publishers[i].attach(i == 0 ? first : second);
        }
        return publishers;
    }

    /** Takes all while open, nothing while not, and remembers what it took. */
    private static final class FakeOutlet implements Outlet {
        private final List<Long> sequences = new ArrayList<>();
        private final List<Long> intendedNs = new ArrayList<>();
        private boolean open = true;

        @Override
        public int send(long firstSequence, int count, long intended) {
            for (int i = 0; i < count && open; i++) {
                sequences.add(firstSequence + i);
                intendedNs.add(intended);
            }
            return open ? count : 0;
        }
    }
}
