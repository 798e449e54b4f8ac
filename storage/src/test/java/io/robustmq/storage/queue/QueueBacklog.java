package io.robustmq.storage.queue;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.storage.disk.DirectDisk;
import io.robustmq.storage.disk.FileDisk;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.FrameVisitor;
import io.robustmq.storage.journal.Journal;
import io.robustmq.storage.journal.JournalConfig;
import io.robustmq.storage.journal.JournalThreads;
import io.robustmq.storage.journal.NodeJournal;
import io.robustmq.storage.queue.concurrent.PageReads;
import io.robustmq.storage.state.ApplierConfig;
import io.robustmq.storage.state.RocksConfig;
import io.robustmq.storage.state.RocksState;
import io.robustmq.storage.state.StateApplier;
import io.robustmq.storage.state.StateThread;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A long queue on the real files, tables and threads: numbered messages are published until so many
 * wait, the process starts again, and all are taken and acknowledged in order. The calling thread
 * is the core.
 *
 * <pre>
 * DIR COUNT [BODY_BYTES]   exit 1 when a message is missing, doubled or out of order
 * </pre>
 */
public final class QueueBacklog {
    private static final int SHARD = 0;
    private static final JournalConfig JOURNAL =
            new JournalConfig(4, 16 << 20, 4 << 20, 200_000_000);
    private static final QueueConfig QUEUES = QueueConfig.standard();
    private static final int ACKS_AT_ONCE = 100;
    private static final long PATIENCE_NS = 10_000_000_000L;
    private static final long SLEEP_NS = 50_000;

    private final RocksState state;
    private final NodeJournal journal;
    private final JournalThreads journalThreads;
    private final StateApplier applier;
    private final StateThread stateThread;
    private final PageReads reads;
    private final QueueShard shard;
    private final UnsafeBuffer body;
    private final PrintStream out;
    private long lastProgressNs = System.nanoTime();
    private long heapMax;
    private int entriesMax;
    private long bodyBytesMax;

    QueueBacklog(Path directory, int bodyBytes, PrintStream out) throws IOException {
        this.out = out;
        state = RocksState.open(RocksConfig.of(directory.resolve("state"), JOURNAL.shards()));
        FrameVisitor nobody = (s, type, at, position, buffer, offset, length) -> {};
        Runnable wakeCore = wakeThis();
        journal =
                new NodeJournal(
                        new DirectDisk(directory.resolve("journal"), 1 << 20),
                        new FileDisk(directory.resolve("quarantine")),
                        JOURNAL,
                        new Runnable[] {wakeCore},
                        state.applied(),
                        nobody);
        applier = new StateApplier(journal, state, new QueueApplier(), ApplierConfig.standard());
        Runnable[] wakes = {wakeCore, wakeCore, wakeCore, wakeCore};
        reads = new PageReads(applier, new QueuePageFiller(state), wakes, 8);
        shard = new QueueShard(SHARD, journal.core(0), reads, QUEUES, queue -> {});
        shard.load(state);
        journal.replay((s, type, at, position, buffer, offset, length) ->
                shard.replay(type, at, buffer, offset, length));
        shard.started();
        journalThreads = JournalThreads.start(journal, reason -> System.err.println(reason));
        stateThread = StateThread.start(applier, reason -> System.err.println(reason));
        reads.start();
        body = new UnsafeBuffer(new byte[Math.max(bodyBytes, Long.BYTES)]);
    }

    private static Runnable wakeThis() {
        Thread core = Thread.currentThread();
        return () -> LockSupport.unpark(core);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Path.of(args[0]);
        long count = Long.parseLong(args[1]);
        int bodyBytes = args.length > 2 ? Integer.parseInt(args[2]) : 32;
        System.exit(run(directory, count, bodyBytes, System.out) ? 0 : 1);
    }

    /**
     * @return true when every message came, once and in order
     */
    static boolean run(Path directory, long count, int bodyBytes, PrintStream out)
            throws IOException, InterruptedException {
        QueueBacklog first = new QueueBacklog(directory, bodyBytes, out);
        first.fill(count);
        first.stop();
        long beganNs = System.nanoTime();
        QueueBacklog second = new QueueBacklog(directory, bodyBytes, out);
        out.printf("started again in %d ms%n", (System.nanoTime() - beganNs) / 1_000_000);
        boolean isRight = second.drain(count);
        second.stop();
        return isRight;
    }

    void fill(long count) {
        long beganNs = System.nanoTime();
        long[] queue = {shard.declare("backlog")};
        Journal core = journal.core(0);
        for (long number = 0; number < count; ) {
            while (core.isBehind() || applier.mustSlowDown()) {
                turn(0);
            }
            int batch = 0;
            for (; batch < 64 && number < count && !core.isBehind(); batch++) {
                body.putLong(0, number++, LITTLE_ENDIAN);
                long result =
                        shard.publish(
                                queue,
                                1,
                                Durability.SYNC,
                                body,
                                0,
                                body.capacity(),
                                QueueShard.NO_SENDER,
                                0,
                                0);
                check(result > 0, "publish answered " + result);
            }
            turn(batch);
        }
        while (core.reached(Durability.SYNC) < core.handOver()) {
            turn(0);
        }
        say("published and confirmed", count, beganNs);
    }

    boolean drain(long count) {
        long beganNs = System.nanoTime();
        long queue = shard.find("backlog");
        check(shard.ready(queue) == count, "ready " + shard.ready(queue));
        long[] taken = new long[ACKS_AT_ONCE];
        long[] expected = {0};
        long[] wrong = {0};
        MessageVisitor visitor =
                (sequence, isRedelivered, returns, bytes, offset, length) -> {
                    wrong[0] += bytes.getLong(offset, LITTLE_ENDIAN) == expected[0] ? 0 : 1;
                    expected[0]++;
                    return true;
                };
        while (expected[0] < count) {
            int got = 0;
            for (; got < ACKS_AT_ONCE; got++) {
                taken[got] = shard.deliver(queue, visitor);
                if (taken[got] < 0) {
                    break;
                }
            }
            shard.acknowledge(queue, taken, got, Durability.INTERVAL);
            turn(got);
        }
        check(shard.deliver(queue, visitor) == QueueShard.EMPTY, "more than was published");
        while (journal.core(0).reached(Durability.INTERVAL) < journal.core(0).handOver()) {
            turn(0);
        }
        say("delivered and acknowledged", count, beganNs);
        return wrong[0] == 0 && shard.entriesInMemory() == 0;
    }

    private void turn(int done) {
        int work = done + shard.doWork() + journal.core(0).doWork();
        long nowNs = System.nanoTime();
        if (work > 0) {
            lastProgressNs = nowNs;
            entriesMax = Math.max(entriesMax, shard.entriesInMemory());
            bodyBytesMax = Math.max(bodyBytesMax, shard.bodyBytesInMemory());
            return;
        }
        Runtime runtime = Runtime.getRuntime();
        heapMax = Math.max(heapMax, runtime.totalMemory() - runtime.freeMemory());
        check(journal.state().fencedBecause() == null, "fenced");
        check(shard.readFailure() == null, "cannot read: " + shard.readFailure());
        check(
                nowNs - lastProgressNs < PATIENCE_NS,
                "nothing happened for a minute: journal behind %b, backlog %d, short of space %s, %s"
                        .formatted(
                                journal.core(0).isBehind(),
                                applier.backlogBytes(),
                                journal.shortOfSpace(),
                                applier.stoppedBecause(SHARD)));
        LockSupport.parkNanos(SLEEP_NS);
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }

    private void say(String what, long count, long beganNs) {
        double seconds = (System.nanoTime() - beganNs) / 1e9;
        out.printf(
                "%s %d in %.1f s, %.0f/s; in memory at most %d entries of %d, %d KiB bodies of %d"
                        + " KiB; heap seen %d MiB%n",
                what,
                count,
                seconds,
                count / seconds,
                entriesMax,
                QUEUES.entriesMax(),
                bodyBytesMax >> 10,
                QUEUES.bodyBytesMax() >> 10,
                heapMax >> 20);
        check(entriesMax <= QUEUES.entriesMax(), "too many entries in memory");
    }

    void stop() throws IOException, InterruptedException {
        reads.stop();
        stateThread.stop();
        journalThreads.stop();
        state.close();
    }
}
