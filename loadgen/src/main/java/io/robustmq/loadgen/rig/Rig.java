package io.robustmq.loadgen.rig;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreDuty;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * One run over all lanes, led from the main thread: open everything, start everything, watch, stop
 * sending, let drain, settle. The lanes' cores do the work; here are only waits.
 *
 * <p>Give each core {@link #duty} when it starts, then call {@link #run}.
 */
public final class Rig {
    private static final long ANSWER_TIMEOUT_S = 60;
    private static final long SECOND_NS = 1_000_000_000L;

    /** A schedule begins this much after everything is open, so that no lane begins late. */
    private static final long LEAD_NS = 20_000_000L;

    private final Workload workload;
    private final List<Lane> lanes;
    private final Progress progress;
    private final Times times;
    private final Watch watch;

    /**
     * @param run distinguishes this run's messages from any earlier one's, 0 to 255
     */
    public Rig(Workload workload, int laneCount, int run) {
        this.workload = workload;
        this.progress = new Progress(laneCount, Math.max(1, workload.publishers()));
        this.lanes = new StationPlan(workload, run, progress).lanes(laneCount);
        this.times = new Times(lanes);
        this.watch = new Watch(workload, lanes);
    }

    public CoreDuty duty(int lane) {
        return lanes.get(lane);
    }

    /**
     * @param cores one per lane, started with {@link #duty}
     */
    public Outcome run(List<? extends Core> cores, Driver driver, Observer observer)
            throws RunFailure, InterruptedException {
        for (int i = 0; i < lanes.size(); i++) {
            Core core = cores.get(i);
            Lane lane = lanes.get(i);
            post(core, () -> lane.open(core, driver));
        }
        for (Lane lane : lanes) {
            await(lane.whenOpen(), "the connections to open");
        }
        boolean burst = workload.isBurst();
        if (burst) {
            observer.measuring(Counts.of(lanes));
        }
        long startNs = start(cores);
        Counts begin = burst ? Counts.of(lanes) : warmUp(startNs);
        if (!burst) {
            observer.measuring(begin);
        }
        Counts end = measure(begin, observer);
        observer.measured(end);
        onEach(cores, Lane::stop);
        watch.untilDoneOrQuiet();
        onEach(cores, Lane::settle);
        return outcome(startNs, begin, end);
    }

    private long start(List<? extends Core> cores) throws RunFailure, InterruptedException {
        if (workload.ratePerS() == 0) {
            long startNs = System.nanoTime();
            onEach(
                    cores,
                    lane ->
                            lane.start(
                                    new WindowFeed(
                                            lane.publishers(), progress, workload.window())));
            return startNs;
        }
        Schedule schedule =
                new Schedule(
                        System.nanoTime() + LEAD_NS, workload.ratePerS(), workload.publishers());
        onEach(
                cores,
                lane ->
                        lane.start(
                                new ScheduledFeed(lane.publishers(), schedule, lane.sendDelays())));
        return schedule.startNs();
    }

    private Counts warmUp(long startNs) {
        sleepUntil(startNs + workload.warmup().toNanos());
        times.collect(0, 0);
        times.forget();
        return Counts.of(lanes);
    }

    private Counts measure(Counts begin, Observer observer) {
        boolean burst = workload.isBurst();
        long endNs = burst ? Long.MAX_VALUE : begin.atNs() + workload.duration().toNanos();
        long beforeMs = System.currentTimeMillis();
        for (Counts before = begin; ; ) {
            long lookNs = Math.min(endNs, before.atNs() + SECOND_NS);
            boolean over = burst && watch.untilDoneOr(lookNs);
            if (!over) {
                sleepUntil(lookNs);
            }
            Counts now = Counts.of(lanes);
            long nowMs = System.currentTimeMillis();
            times.collect(beforeMs, nowMs);
            observer.second(before, now, workload.deliveriesOf(now.sent()), times);
            if (over || now.atNs() >= endNs) {
                return now;
            }
            before = now;
            beforeMs = nowMs;
        }
    }

    private Outcome outcome(long startNs, Counts begin, Counts end) {
        Counts all = Counts.of(lanes);
        boolean burst = workload.isBurst();
        Counts last = burst ? all : end;
        long fromNs = burst ? startNs : begin.atNs();
        long toNs = burst && workload.subscribers() > 0 ? all.lastReceivedNs() : last.atNs();
        long expected = expected(all);
        return new Outcome(
                all,
                Math.max(1, toNs - fromNs),
                burst ? all.sent() : last.sent() - begin.sent(),
                burst ? all.received() : last.received() - begin.received(),
                burst ? all.busyNs() : last.busyNs() - begin.busyNs(),
                expected,
                Math.max(0, expected - all.delivered()),
                times.endToEnd(),
                times.sendDelays(),
                times.acknowledgements(),
                lanes.stream()
                        .map(Lane::closedWhy)
                        .filter(w -> w != null)
                        .findFirst()
                        .orElse(null));
    }

    private long expected(Counts all) {
        if (workload.isStored() && workload.isBurst()) {
            return workload.messages();
        }
        return workload.isFed() ? all.reached() : workload.deliveriesOf(all.sent());
    }

    // ---- reaching the cores ----

    private void onEach(List<? extends Core> cores, Consumer<Lane> step)
            throws RunFailure, InterruptedException {
        CompletableFuture<?>[] done = new CompletableFuture<?>[lanes.size()];
        for (int i = 0; i < done.length; i++) {
            CompletableFuture<Void> one = new CompletableFuture<>();
            Lane lane = lanes.get(i);
            done[i] = one;
            post(
                    cores.get(i),
                    () -> {
                        step.accept(lane);
                        one.complete(null);
                    });
        }
        await(CompletableFuture.allOf(done), "a core to answer");
    }

    private static void post(Core core, Runnable work) throws RunFailure {
        if (!core.execute(work)) {
            throw new RunFailure("core " + core.index() + " takes no work");
        }
    }

    private static void await(CompletableFuture<Void> future, String what)
            throws RunFailure, InterruptedException {
        try {
            future.get(ANSWER_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new RunFailure("waited " + ANSWER_TIMEOUT_S + " s for " + what);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RunFailure failure
                    ? failure
                    : new RunFailure(String.valueOf(e.getCause()));
        }
    }

    static void sleepUntil(long deadlineNs) {
        for (long left; (left = deadlineNs - System.nanoTime()) > 0; ) {
            LockSupport.parkNanos(left);
        }
    }
}
