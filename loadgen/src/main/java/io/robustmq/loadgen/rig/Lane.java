package io.robustmq.loadgen.rig;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreDuty;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One core's share of a run: its connections, what they send and what they count. Each cycle it
 * tells the others how far its receivers are, then lets its publishers send.
 */
@OwnedBy(Core.class)
final class Lane implements CoreDuty {
    /** Connections being opened at the same time. */
    private static final int OPENING_AT_ONCE = 64;

    private static final Feed NOTHING = nowNs -> 0;

    private final int index;
    private final Progress progress;
    private final LaneCells cells = new LaneCells();
    private final Tally tally = new Tally();
    private final Latencies endToEnd = new Latencies();
    private final Latencies sendDelays = new Latencies();
    private final Latencies acknowledgements = new Latencies();
    private final List<Station> stations = new ArrayList<>();
    private final List<Publisher> publishers = new ArrayList<>();
    private final List<Audience> audiences = new ArrayList<>();
    private final List<Runnable> starters = new ArrayList<>();
    private final List<Runnable> flushes = new ArrayList<>();
    private final CompletableFuture<Void> open = new CompletableFuture<>();

    private @Nullable Core core;
    private @Nullable Driver driver;
    private int opening;
    private int opened;
    private long closed;
    private @Nullable String closedWhy;
    private Feed feed = NOTHING;
    private long workBefore;
    private boolean workedBefore;
    private long cycleEndNs;
    private long busyNs;
    private boolean settled;

    Lane(int index, Progress progress) {
        this.index = index;
        this.progress = progress;
    }

    // ---- before the core runs ----

    void add(Station station) {
        stations.add(station);
        Publisher publisher = station.publisher();
        if (publisher != null) {
            publishers.add(publisher);
        }
    }

    /** The receiver hears this publisher and holds its window back. */
    void hears(Arrivals receiver, int publisher) {
        for (Audience audience : audiences) {
            if (audience.publisher() == publisher) {
                audience.add(receiver);
                return;
            }
        }
        Audience audience = new Audience(publisher);
        audience.add(receiver);
        audiences.add(audience);
        progress.reached(index, publisher, 0);
    }

    // ---- opening ----

    /**
     * On the core: opens all stations, some at a time.
     *
     * @see #whenOpen()
     */
    void open(Core onCore, Driver by) {
        core = onCore;
        driver = by;
        openMore();
    }

    /** Any thread: completes when every station is open, exceptionally when one failed. */
    CompletableFuture<Void> whenOpen() {
        return open;
    }

    private void openMore() {
        while (opening < stations.size() && opening - opened < OPENING_AT_ONCE) {
            requireOpen(driver).open(requireOpen(core), stations.get(opening++));
        }
        if (opened == stations.size()) {
            open.complete(null);
        }
    }

    private static <T> T requireOpen(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the lane was not opened");
        }
        return value;
    }

    void whenStarted(Runnable begin) {
        starters.add(begin);
    }

    void afterFeed(Runnable flush) {
        flushes.add(flush);
    }

    void stationOpened() {
        opened++;
        openMore();
    }

    void stationFailed(String why) {
        open.completeExceptionally(new RunFailure(why));
    }

    void stationClosed(String why) {
        closed++;
        closedWhy = why;
    }

    // ---- running ----

    void start(Feed by) {
        cycleEndNs = System.nanoTime();
        feed = by;
        starters.forEach(Runnable::run);
    }

    void stop() {
        feed = NOTHING;
    }

    @Override
    public int drainRequests() {
        return 0;
    }

    @Override
    public int endOfCycle() {
        for (int i = 0; i < audiences.size(); i++) {
            Audience audience = audiences.get(i);
            progress.reached(index, audience.publisher(), audience.reached());
        }
        long nowNs = System.nanoTime();
        int sent = feed.feed(nowNs);
        tally.sent += sent;
        for (int i = 0; i < flushes.size(); i++) {
            flushes.get(i).run();
        }
        account(nowNs);
        return sent;
    }

    @Override
    public boolean needsCpu() {
        return false;
    }

    /** A cycle is busy when it or the one before moved a message: sending ends after this call. */
    private void account(long nowNs) {
        long work = tally.sent + tally.received + tally.acknowledged;
        boolean worked = work != workBefore;
        if ((worked || workedBefore) && !settled) {
            busyNs += nowNs - cycleEndNs;
            cells.show(tally, busyNs, closed);
        }
        cycleEndNs = nowNs;
        workBefore = work;
        workedBefore = worked;
    }

    /** On the core, once at the end: all counts of one moment become visible and stay so. */
    void settle() {
        cells.show(tally, busyNs, closed);
        cells.showReached(reachedInAll());
        settled = true;
    }

    private long reachedInAll() {
        long sum = 0;
        for (Station station : stations) {
            Arrivals arrivals = station.arrivals();
            if (arrivals != null) {
                for (int slot = 0; slot < arrivals.publishers; slot++) {
                    sum += arrivals.reached(slot);
                }
            }
        }
        return sum;
    }

    /** After {@link #settle}. */
    @Nullable String closedWhy() {
        return closedWhy;
    }

    // ---- parts ----

    Publisher[] publishers() {
        return publishers.toArray(Publisher[]::new);
    }

    LaneCells cells() {
        return cells;
    }

    Tally tally() {
        return tally;
    }

    Latencies endToEnd() {
        return endToEnd;
    }

    Latencies sendDelays() {
        return sendDelays;
    }

    Latencies acknowledgements() {
        return acknowledgements;
    }
}
