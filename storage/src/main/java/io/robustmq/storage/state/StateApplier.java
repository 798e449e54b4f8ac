package io.robustmq.storage.state;

import io.robustmq.storage.journal.JournalPoint;
import io.robustmq.storage.journal.JournalReader;
import io.robustmq.storage.journal.NodeJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Brings the state tables up behind the committed journal, flushes them now and then, and frees the
 * journal that is not needed any more. It owns no thread: {@link StateThread} or a simulator turns
 * it.
 *
 * <p>An I/O error ends it and fences the journal. A shard that stops, or misses frames, ends all
 * freeing: whoever repairs it finds everything.
 */
public final class StateApplier {
    /** Groups read in one turn, so that no turn takes unbounded time. */
    static final int GROUPS_PER_TURN = 256;

    private final NodeJournal journal;
    private final StateStore store;
    private final ApplierConfig config;
    private final FrameBatches batches;
    private final JournalReader reader;
    private final AtomicLongArray applied;
    private volatile long flushedPosition;
    private volatile long flushes;
    private long gatheringSinceNs;
    private boolean isGathering;
    private long unflushedSinceNs;
    private boolean hasUnflushed;
    private boolean hasFailed;

    /**
     * @param store as it was when the journal was opened from its point
     */
    public StateApplier(
            NodeJournal journal, StateStore store, FrameApplier applier, ApplierConfig config) {
        JournalPoint from = store.applied();
        this.journal = journal;
        this.store = store;
        this.config = config;
        this.batches = new FrameBatches(applier, from);
        this.reader = journal.reader(from, batches);
        this.applied = new AtomicLongArray(from.shardPositions());
        this.flushedPosition = store.flushedPosition();
    }

    /**
     * One turn: gathers what was committed, as far as one batch goes; writes and flushes when it is
     * time.
     *
     * @return 0 when there was nothing to do
     */
    public int turn(long nowNs) {
        if (hasFailed) {
            return 0;
        }
        try {
            int groups = readGroups(nowNs);
            return groups + writeIfDue(nowNs) + flushIfDue(nowNs);
        } catch (IOException | UncheckedIOException e) {
            fail(e);
            return 0;
        }
    }

    private int readGroups(long nowNs) throws IOException {
        long limit = journal.positions().committedJournal();
        int groups = 0;
        while (groups < GROUPS_PER_TURN
                && batches.bytes() < config.batchBytes()
                && reader.readGroup(limit) > 0) {
            groups++;
        }
        if (groups > 0 && !isGathering) {
            isGathering = true;
            gatheringSinceNs = nowNs;
        }
        return groups;
    }

    private int writeIfDue(long nowNs) throws IOException {
        boolean isDue =
                isGathering
                        && (batches.bytes() >= config.batchBytes()
                                || nowNs - gatheringSinceNs >= config.batchIntervalNs());
        return isDue ? write() : 0;
    }

    private int write() throws IOException {
        batches.complete();
        store.write(batches.batch(), new JournalPoint(reader.position(), batches.applied()));
        batches.batch().clear();
        for (int shard = 0; shard < applied.length(); shard++) {
            applied.setRelease(shard, batches.applied()[shard]);
        }
        isGathering = false;
        if (!hasUnflushed) {
            hasUnflushed = true;
            unflushedSinceNs = gatheringSinceNs;
        }
        return 1;
    }

    private int flushIfDue(long nowNs) throws IOException {
        boolean isDue =
                reader.position() - flushedPosition >= config.flushBytes()
                        || (hasUnflushed && nowNs - unflushedSinceNs >= config.flushIntervalNs());
        return isDue && (hasUnflushed || isGathering) ? flush() : 0;
    }

    private int flush() throws IOException {
        if (isGathering) {
            write();
        }
        store.flush();
        flushes = flushes + 1;
        hasUnflushed = false;
        flushedPosition = store.flushedPosition();
        return 1 + (mayFree() ? journal.freeBefore(store.keptPosition()) : 0);
    }

    private boolean mayFree() {
        for (int shard = 0; shard < journal.config().shards(); shard++) {
            if (reader.isDamaged(shard)) {
                return false;
            }
        }
        return !batches.anyStopped();
    }

    /** At an orderly stop, after the last turn: applies and flushes all that is committed now. */
    public void drain(long nowNs) {
        long target = journal.positions().committedJournal();
        while (reader.position() < target && turn(nowNs) > 0) {
            // Each turn takes a part.
        }
        turn(nowNs + config.batchIntervalNs());
        turn(nowNs + config.batchIntervalNs() + config.flushIntervalNs());
    }

    /**
     * What nobody expected, or the disk: the tables stay as they are, the journal takes no more.
     */
    void fail(Throwable cause) {
        hasFailed = true;
        journal.state().fence("the state tables stopped: " + cause);
    }

    /**
     * Everything of this shard's stream before this position is in the tables: who sees it reads
     * it. Any thread.
     */
    public long applied(int shard) {
        return applied.getAcquire(shard);
    }

    /** Flushes done. Any thread. */
    public long flushes() {
        return flushes;
    }

    /** Bytes of journal that a start would replay. Any thread. */
    public long backlogBytes() {
        return journal.positions().committedJournal() - flushedPosition;
    }

    /**
     * True when so much would have to be replayed that nothing durable should be added. Any thread.
     */
    public boolean mustSlowDown() {
        return backlogBytes() >= config.backlogBytesMax();
    }

    public int shards() {
        return journal.config().shards();
    }

    /** Why nothing more of this shard is applied; null while all is well. Any thread. */
    public @Nullable String stoppedBecause(int shard) {
        return batches.stoppedBecause(shard);
    }
}
