package io.robustmq.storage.journal;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/**
 * The two threads of a journal: {@code journal} writes and syncs, {@code journal-segments} makes
 * files ready. The first sleeps when no core has handed anything over.
 */
public final class JournalThreads {
    /** Turns without work before the writer sleeps: about as long as a sync takes. */
    private static final int IDLE_TURNS = 1_000;

    /** Longest sleep: interval syncs and the durable position come round in time. */
    private static final long SLEEP_NS = 50_000_000;

    private static final long SUPPLY_SLEEP_NS = 20_000_000;

    private final NodeJournal journal;
    private final Thread writer;
    private final Thread supply;
    private volatile boolean stopping;

    private JournalThreads(NodeJournal journal) {
        this.journal = journal;
        this.writer = new Thread(this::write, "journal");
        this.supply = new Thread(this::supply, "journal-segments");
        supply.setDaemon(true);
    }

    public static JournalThreads start(NodeJournal journal) {
        JournalThreads threads = new JournalThreads(journal);
        threads.supply.start();
        threads.writer.start();
        return threads;
    }

    private void write() {
        int idle = 0;
        while (!stopping) {
            if (journal.writerTurn(System.nanoTime()) > 0) {
                idle = 0;
            } else if (idle++ < IDLE_TURNS) {
                Thread.onSpinWait();
            } else {
                sleep();
            }
        }
    }

    private void sleep() {
        journal.state().fallAsleep();
        if (journal.writerTurn(System.nanoTime()) == 0 && !stopping) {
            LockSupport.parkNanos(SLEEP_NS);
        }
        journal.state().awake();
    }

    private void supply() {
        while (!stopping) {
            if (journal.supplyTurn() == 0) {
                LockSupport.parkNanos(SUPPLY_SLEEP_NS);
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
