package io.robustmq.storage.journal;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The two threads of a journal: {@code journal} writes and syncs, {@code journal-segments} makes
 * files ready. Both sleep when there is nothing to do.
 */
public final class JournalThreads {
    /** Turns without work before a writer with a CPU sleeps: about as long as a sync takes. */
    private static final int IDLE_TURNS = 1_000;

    /** Sleep while a sync or the durable position will be due, or a segment is awaited. */
    private static final long SHORT_SLEEP_NS = 1_000_000;

    /** How often the thread that makes files does what else it is asked to. */
    private static final long HOUSEKEEPING_NS = 1_000_000_000;

    /** How often a disk without room is asked again. */
    private static final long RETRY_NS = 200_000_000;

    private final NodeJournal journal;
    private final Consumer<String> onFenced;
    private final Runnable housekeeping;
    private final Thread writer;
    private final Thread supply;
    private volatile boolean stopping;

    /** The writer's own: the segment that the supply was woken for last. */
    private long askedFor = SegmentSupply.NONE;

    private JournalThreads(NodeJournal journal, Runnable housekeeping, Consumer<String> onFenced) {
        this.journal = journal;
        this.housekeeping = housekeeping;
        this.onFenced = onFenced;
        this.writer = new Thread(this::write, "journal");
        this.supply = new Thread(this::supply, "journal-segments");
        supply.setDaemon(true);
    }

    /**
     * @param onFenced told once, on the writer's thread, why the journal takes nothing any more
     */
    public static JournalThreads start(NodeJournal journal, Consumer<String> onFenced) {
        return start(journal, () -> {}, onFenced);
    }

    /**
     * @param housekeeping run about once a second on {@code journal-segments}: what may look at the
     *     disk
     * @param onFenced told once, on the writer's thread, why the journal takes nothing any more
     */
    public static JournalThreads start(
            NodeJournal journal, Runnable housekeeping, Consumer<String> onFenced) {
        JournalThreads threads = new JournalThreads(journal, housekeeping, onFenced);
        threads.supply.start();
        threads.writer.start();
        return threads;
    }

    private void write() {
        int idle = 0;
        int idleTurns = lookAtCpus();
        while (!stopping && !journal.state().isFenced()) {
            if (journal.writerTurn(System.nanoTime()) > 0) {
                idle = 0;
            } else if (idle++ < idleTurns) {
                Thread.onSpinWait();
            } else {
                sleep();
                idleTurns = lookAtCpus();
            }
            askForSegment();
        }
        String reason = journal.state().fencedBecause();
        if (reason != null) {
            onFenced.accept(reason);
        }
    }

    /**
     * The operator may take CPUs away or give some at any time. A writer that has none to itself
     * neither looks for work where a core could make some, nor gets at it unless a core lets it.
     *
     * @return turns without work before it sleeps
     */
    private int lookAtCpus() {
        boolean needsCpuOfCores = Runtime.getRuntime().availableProcessors() <= journal.coreCount();
        journal.state().needsCpuOfCores(needsCpuOfCores);
        return needsCpuOfCores ? 0 : IDLE_TURNS;
    }

    private void sleep() {
        journal.state().fallAsleep();
        boolean isOver = stopping || journal.state().isFenced();
        if (!isOver && journal.writerTurn(System.nanoTime()) == 0) {
            if (journal.isIdle()) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, SHORT_SLEEP_NS);
            }
        }
        journal.state().awake();
    }

    /**
     * As soon as one is taken, so that a busy writer never runs out; once for each. By number: one
     * may be made and taken between two looks.
     */
    private void askForSegment() {
        long wanted = journal.wantedSegment();
        if (wanted != SegmentSupply.NONE && wanted != askedFor) {
            askedFor = wanted;
            LockSupport.unpark(supply);
        }
    }

    private void supply() {
        while (!stopping) {
            boolean isMade = journal.supplyTurn() > 0;
            housekeeping.run();
            if (isMade) {
                LockSupport.unpark(writer);
            } else if (journal.shortOfSpace() != null) {
                LockSupport.parkNanos(this, RETRY_NS);
            } else {
                LockSupport.parkNanos(this, HOUSEKEEPING_NS);
            }
        }
    }

    /** After the cores ended: writes and syncs what they handed over, closes the files. */
    public void stop() throws IOException, InterruptedException {
        stopping = true;
        LockSupport.unpark(writer);
        LockSupport.unpark(supply);
        writer.join();
        supply.join();
        journal.close(System.nanoTime());
    }
}
