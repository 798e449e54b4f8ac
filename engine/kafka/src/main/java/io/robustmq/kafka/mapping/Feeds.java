package io.robustmq.kafka.mapping;

import io.robustmq.codec.kafka.RecordIterator;
import io.robustmq.kafka.metrics.KafkaCounters;
import io.robustmq.kafka.metrics.KafkaMetric;
import io.robustmq.kernel.log.CoreLogs;
import io.robustmq.kernel.logged.Deliverer;
import io.robustmq.kernel.message.Publication;
import io.robustmq.storage.log.Log;
import io.robustmq.storage.log.LogReads;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.core.Timers;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The feeds of one core: gives each its turn in the cycle in which its log has got on, so many
 * records in all. Lines are bounded by the partitions that are tied.
 */
@OwnedBy(Core.class)
final class Feeds implements Timed {
    private static final Logger LOG = System.getLogger(Feeds.class.getName());

    /** Records delivered in one cycle. */
    static final int RECORDS_PER_CYCLE = 1024;

    /** Compressed batches of one core that are open at a time. */
    static final int OPEN_MAX = 2;

    /** What nobody tells of is looked at as often. */
    static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Core core;
    private final CoreLogs logs;
    private final Deliverer deliverer;
    private final FeedPositions positions;
    private final KafkaCounters counters;
    private final RecordReader reader = new RecordReader();
    private final Publication publication = new Publication();
    private final ArrayDeque<Feed> ready = new ArrayDeque<>();
    private final ArrayDeque<Feed> later = new ArrayDeque<>();
    private final ArrayDeque<Feed> toBeKept = new ArrayDeque<>();
    private final ArrayDeque<Inflation> free = new ArrayDeque<>();
    private int inflations;
    private int left;
    private long timer = Timers.NONE;

    Feeds(
            Core core,
            CoreLogs logs,
            Deliverer deliverer,
            FeedPositions positions,
            KafkaCounters counters) {
        this.core = core;
        this.logs = logs;
        this.deliverer = deliverer;
        this.positions = positions;
        this.counters = counters;
    }

    void ready(Feed feed) {
        if (!feed.isReady && !feed.isEnded()) {
            feed.isReady = true;
            ready.addLast(feed);
        }
    }

    void next(Feed feed, Feed.Turn turn) {
        if (turn == Feed.Turn.AGAIN) {
            ready(feed);
        } else if (turn == Feed.Turn.LATER && !feed.isLater) {
            feed.isLater = true;
            later.addLast(feed);
            if (timer == Timers.NONE) {
                timer = core.timers().schedule(core.clock().nowNs() + RETRY_NS, this);
            }
        }
    }

    @Override
    public void onTimer(long timerId, long nowNs) {
        timer = Timers.NONE;
        for (Feed each = later.pollFirst(); each != null; each = later.pollFirst()) {
            each.isLater = false;
            ready(each);
        }
    }

    /**
     * Every cycle, before the journal.
     *
     * @return work done, or left for the next cycle
     */
    int doWork() {
        if (ready.isEmpty() && toBeKept.isEmpty()) {
            return 0;
        }
        left = RECORDS_PER_CYCLE;
        int work = 0;
        for (int turns = ready.size(); turns > 0 && !isTurnOver(); turns--) {
            Feed feed = ready.removeFirst();
            feed.isReady = false;
            Feed.Turn turn = feed.work();
            next(feed, turn);
            work += turn == Feed.Turn.AGAIN ? 1 : 0;
            keep(feed);
        }
        return work + RECORDS_PER_CYCLE - left + keepPositions();
    }

    private void keep(Feed feed) {
        feed.keepPosition();
        if (!feed.isToBeKept && feed.mustKeepPosition()) {
            feed.isToBeKept = true;
            toBeKept.addLast(feed);
        }
    }

    private int keepPositions() {
        int kept = 0;
        for (int count = toBeKept.size(); count > 0; count--) {
            Feed feed = toBeKept.removeFirst();
            feed.keepPosition();
            if (feed.mustKeepPosition()) {
                toBeKept.addLast(feed);
            } else {
                feed.isToBeKept = false;
                kept++;
            }
        }
        return kept;
    }

    // ---- the feeds' calls ----

    boolean isTurnOver() {
        return left <= 0;
    }

    /** One record, to all who want it; what has no topic or is expired is for nobody. */
    Deliverer.Outcome deliver(RecordIterator record, DirectBuffer buffer, TopicMapping mapping) {
        left--;
        long nowMs = core.clock().nowMs();
        if (!reader.read(record, buffer, mapping, nowMs, publication)) {
            counters.add(KafkaMetric.MAPPED_WITHOUT_TOPIC, 1);
            return Deliverer.Outcome.DELIVERED;
        }
        if (publication.isExpired(nowMs)) {
            return Deliverer.Outcome.DELIVERED;
        }
        Deliverer.Outcome outcome = deliverer.tryDeliver(publication);
        if (outcome == Deliverer.Outcome.TOO_LARGE) {
            counters.add(KafkaMetric.MAPPED_TOO_LARGE, 1);
            return Deliverer.Outcome.DELIVERED;
        }
        if (outcome == Deliverer.Outcome.DELIVERED) {
            counters.add(KafkaMetric.MAPPED_DELIVERED, 1);
            counters.add(KafkaMetric.MAPPED_HEADERS_LEFT_OUT, reader.leftOut());
        }
        return outcome;
    }

    /** Null when as many are open as may be. */
    @Nullable Inflation inflation() {
        Inflation made = free.pollFirst();
        if (made == null && inflations < OPEN_MAX) {
            inflations++;
            made = new Inflation();
        }
        return made;
    }

    void free(Inflation done) {
        done.end();
        free.addLast(done);
    }

    LogReads reads() {
        return logs.reads();
    }

    Deliverer deliverer() {
        return deliverer;
    }

    FeedPositions positions() {
        return positions;
    }

    void add(KafkaMetric metric, long amount) {
        counters.add(metric, amount);
    }

    void failed(Log log, Exception failure) {
        LOG.log(
                Level.ERROR,
                "records of log " + log.logId() + " cannot be read for MQTT's subscribers",
                failure);
    }
}
