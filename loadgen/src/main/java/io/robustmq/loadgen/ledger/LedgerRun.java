package io.robustmq.loadgen.ledger;

import io.robustmq.loadgen.rig.RunFailure;
import io.robustmq.transport.core.Core;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A ledger's clients on one core, led from the main thread. That core writes a file: nothing is
 * measured here, and the order in the file is the order of events.
 */
public final class LedgerRun {
    private static final String VISITOR = "v0";
    private static final String GROUP = "ledger";
    private static final long LOOK_EVERY_MS = 5;

    private final Core core;
    private final Broker broker;
    private final LedgerFile ledger;

    public LedgerRun(Core core, Broker broker, LedgerFile ledger) {
        this.core = core;
        this.broker = broker;
        this.ledger = ledger;
    }

    /**
     * Readers subscribe, then publishers publish, until the time is over or each published its
     * share; then what is under way may end.
     *
     * @param wait longest for the readers to be there, and for what is under way at the end
     */
    public void write(Crowd crowd, Pace pace, Duration duration, Duration wait)
            throws InterruptedException, RunFailure {
        List<LedgerReader> readers = readers(crowd);
        List<LedgerPublisher> publishers = new ArrayList<>();
        for (int i = 0; i < crowd.publishers(); i++) {
            publishers.add(new LedgerPublisher(i, pace, core, broker, ledger));
        }
        begin(readers);
        begin(publishers);
        await(wait, () -> allReady(readers) && allReady(publishers), "the clients to connect");
        onCore(() -> publishers.forEach(each -> each.publish(System.nanoTime())));
        passes(duration, () -> publishers.stream().allMatch(LedgerPublisher::isFinished));
        onCore(() -> publishers.forEach(LedgerPublisher::finish));
        passes(wait, () -> publishers.stream().allMatch(each -> each.underWay() == 0));
        end(publishers);
        end(readers);
    }

    private List<LedgerReader> readers(Crowd crowd) {
        String all = ledger.root() + "/#";
        List<LedgerReader> readers = new ArrayList<>();
        for (int i = 0; i < crowd.readers(); i++) {
            readers.add(reader("r" + i, all, true));
        }
        for (int i = 0; i < crowd.away(); i++) {
            readers.add(reader("a" + i, all, false));
        }
        for (int i = 0; i < crowd.members(); i++) {
            readers.add(reader("g" + i, "$share/" + GROUP + "/" + all, true));
        }
        return readers;
    }

    private LedgerReader reader(String name, String filter, boolean stays) {
        return new LedgerReader(name, filter, stays, core, broker, ledger);
    }

    /**
     * Every reader of the ledger takes what waits for it, until none has heard anything for a
     * while; then a visitor asks for what is retained.
     *
     * @param wait longest for the readers to be there
     */
    public void drain(Duration wait, Duration quiet) throws InterruptedException, RunFailure {
        Map<String, String> filters = new LinkedHashMap<>();
        for (Entry entry : ledger.found()) {
            if (entry.action() == Action.SUBSCRIBED && !entry.client().equals(VISITOR)) {
                filters.put(entry.client(), entry.detail());
            }
        }
        List<LedgerReader> readers = new ArrayList<>();
        filters.forEach((name, filter) -> readers.add(reader(name, filter, true)));
        read(readers, wait, quiet);
        String retained = ledger.root() + "/+/" + Kind.R1.text();
        read(
                List.of(
                        new LedgerReader(
                                VISITOR, retained, true, core, broker.forVisitor(), ledger)),
                wait,
                quiet);
    }

    private void read(List<LedgerReader> readers, Duration wait, Duration quiet)
            throws InterruptedException, RunFailure {
        begin(readers);
        await(wait, () -> allReady(readers), "the readers' sessions");
        long quietNs = quiet.toNanos();
        while (readers.stream().anyMatch(each -> System.nanoTime() - each.heardNs() < quietNs)) {
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
        }
        end(readers);
    }

    private void begin(List<? extends LedgerClient> clients) {
        onCore(() ->
                clients.forEach(client -> {
                    client.recall();
                    client.start();
                }));
    }

    private void end(List<? extends LedgerClient> clients) {
        onCore(() -> clients.forEach(LedgerClient::stop));
    }

    private static boolean allReady(List<? extends LedgerClient> clients) {
        return clients.stream().allMatch(LedgerClient::isReady);
    }

    private void onCore(Runnable work) {
        if (!core.execute(work)) {
            throw new IllegalStateException("the core takes no work");
        }
    }

    private static void await(Duration longest, BooleanSupplier what, String words)
            throws InterruptedException, RunFailure {
        if (!passes(longest, what)) {
            throw new RunFailure("not within " + longest.toSeconds() + " s: " + words);
        }
    }

    /** Waits until it is true. @return false when the time was over first */
    private static boolean passes(Duration longest, BooleanSupplier what)
            throws InterruptedException {
        long sinceNs = System.nanoTime();
        while (!what.getAsBoolean()) {
            if (System.nanoTime() - sinceNs > longest.toNanos()) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
        }
        return true;
    }
}
