package io.robustmq.storage.faults;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.storage.disk.DirectDisk;
import io.robustmq.storage.disk.Disk;
import io.robustmq.storage.disk.DiskFile;
import io.robustmq.storage.disk.FileDisk;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.FrameVisitor;
import io.robustmq.storage.journal.Journal;
import io.robustmq.storage.journal.JournalConfig;
import io.robustmq.storage.journal.JournalPoint;
import io.robustmq.storage.journal.JournalThreads;
import io.robustmq.storage.journal.NodeJournal;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A journal for scripts/faults to kill, cut off and starve: the real files and threads, written
 * with consecutive numbers; each number acknowledged is printed to a ledger outside the disk under
 * test.
 *
 * <pre>
 * write DIR LEDGER sync|lying COUNT   appends behind what is there until killed, or COUNT numbers
 * verify DIR LEDGER                   exit 1 when anything acknowledged is missing
 * </pre>
 */
public final class JournalWorkload {
    private static final int SHARDS = 4;
    private static final int SEGMENT_BYTES = 1 << 18;
    private static final JournalConfig CONFIG =
            new JournalConfig(SHARDS, SEGMENT_BYTES, 1 << 16, 100_000_000);
    private static final int OUTSTANDING = 64;
    private static final int FENCED_EXIT = 3;

    /** How long {@code write} waits for anything to be acknowledged before it gives up. */
    private static final long PATIENCE_NS = 60_000_000_000L;

    private JournalWorkload() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path directory = Path.of(args[1]);
        Path ledger = Path.of(args[2]);
        switch (args[0]) {
            case "write" ->
                    System.exit(
                            write(
                                    directory,
                                    ledger,
                                    args[3].equals("lying"),
                                    Long.parseLong(args[4])));
            case "verify" -> System.exit(verify(directory, ledger));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static NodeJournal open(Path directory, boolean lies, FrameVisitor visitor)
            throws IOException {
        Disk files = new DirectDisk(directory.resolve("journal"), 1 << 20);
        return new NodeJournal(
                lies ? new LyingDisk(files) : files,
                new FileDisk(directory.resolve("quarantine")),
                CONFIG,
                new Runnable[] {() -> {}},
                JournalPoint.start(CONFIG.shards()),
                visitor);
    }

    private static int write(Path directory, Path ledger, boolean lies, long count)
            throws IOException, InterruptedException {
        long[] last = {-1};
        NodeJournal journal =
                open(
                        directory,
                        lies,
                        (shard, type, at, position, buffer, offset, length) ->
                                last[0] = Math.max(last[0], buffer.getLong(offset, LITTLE_ENDIAN)));
        JournalThreads threads = JournalThreads.start(journal, reason -> {});
        try (PrintStream acknowledged =
                new PrintStream(
                        Files.newOutputStream(
                                ledger, StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
            run(journal, acknowledged, last[0] + 1, count == 0 ? Long.MAX_VALUE / 2 : count);
        }
        if (journal.state().isFenced()) {
            System.err.println("FENCED " + journal.state().fencedBecause());
            return FENCED_EXIT;
        }
        threads.stop();
        return 0;
    }

    private static void run(NodeJournal journal, PrintStream acknowledged, long first, long count) {
        Journal core = journal.core(0);
        UnsafeBuffer payload = new UnsafeBuffer(new byte[2048]);
        ArrayDeque<long[]> waiting = new ArrayDeque<>();
        long number = first;
        long progressNs = System.nanoTime();
        long turnNs = progressNs;
        long longestTurnNs = 0;
        long longestWaitNs = 0;
        boolean saidFull = false;
        while ((number < first + count || !waiting.isEmpty()) && !journal.state().isFenced()) {
            while (waiting.size() < OUTSTANDING && number < first + count && !core.isBehind()) {
                int length = fill(payload, number);
                core.append((int) (number % SHARDS), 1, Durability.SYNC, payload, 0, length);
                waiting.add(new long[] {number++, core.handOver()});
            }
            core.doWork();
            int released = release(core, waiting, acknowledged);
            long nowNs = System.nanoTime();
            longestTurnNs = Math.max(longestTurnNs, nowNs - turnNs);
            longestWaitNs = Math.max(longestWaitNs, nowNs - progressNs);
            turnNs = nowNs;
            if (released > 0) {
                progressNs = nowNs;
                saidFull = false;
            } else {
                LockSupport.parkNanos(50_000);
                if (journal.shortOfSpace() != null && !saidFull) {
                    System.err.println("FULL " + journal.shortOfSpace());
                    saidFull = true;
                }
                if (nowNs - progressNs > PATIENCE_NS) {
                    throw new IllegalStateException("nothing was acknowledged for a minute");
                }
            }
        }
        System.err.printf(
                "longest turn of the core %d ms, longest wait for an acknowledgement %d ms%n",
                longestTurnNs / 1_000_000, longestWaitNs / 1_000_000);
    }

    private static int release(Journal core, ArrayDeque<long[]> waiting, PrintStream to) {
        long reached = core.reached(Durability.SYNC);
        StringBuilder numbers = new StringBuilder();
        int released = 0;
        for (long[] next = waiting.peek();
                next != null && next[1] <= reached;
                next = waiting.peek()) {
            numbers.append(next[0]).append('\n');
            waiting.remove();
            released++;
        }
        if (released > 0) {
            to.print(numbers);
            to.flush();
        }
        return released;
    }

    /** The number and as many bytes as the number says, each known from it. */
    private static int fill(UnsafeBuffer payload, long number) {
        int length = Long.BYTES + (int) (number * 37 % 1500);
        payload.putLong(0, number, LITTLE_ENDIAN);
        payload.setMemory(Long.BYTES, length - Long.BYTES, (byte) (number | 1));
        return length;
    }

    private static int verify(Path directory, Path ledger) throws IOException {
        Found found = new Found();
        NodeJournal journal = open(directory, false, found);
        int lost = 0;
        int acked = 0;
        for (String line : Files.exists(ledger) ? Files.readAllLines(ledger) : List.<String>of()) {
            if (!line.isEmpty()) {
                acked++;
                lost += found.numbers.contains(Long.parseLong(line)) ? 0 : 1;
            }
        }
        System.out.printf(
                "acked %d found %d lost %d duplicated %d reordered %d altered %d damages %d%n",
                acked,
                found.numbers.size(),
                lost,
                found.duplicated,
                found.reordered,
                found.altered,
                journal.damages().size());
        boolean isWhole =
                lost + found.duplicated + found.reordered + found.altered == 0
                        && journal.damages().isEmpty();
        return isWhole ? 0 : 1;
    }

    private static final class Found implements FrameVisitor {
        private final Set<Long> numbers = new HashSet<>();
        private final long[] last = new long[SHARDS];
        private final UnsafeBuffer expected = new UnsafeBuffer(new byte[2048]);
        private int duplicated;
        private int reordered;
        private int altered;

        @Override
        public void onFrame(
                int shard,
                int type,
                long shardPosition,
                long journalPosition,
                DirectBuffer buffer,
                int offset,
                int length) {
            long number = buffer.getLong(offset, LITTLE_ENDIAN);
            duplicated += numbers.add(number) ? 0 : 1;
            reordered += number < last[shard] ? 1 : 0;
            last[shard] = number;
            int wanted = fill(expected, number);
            UnsafeBuffer actual = new UnsafeBuffer(buffer, offset, length);
            boolean isSame =
                    wanted == length && actual.equals(new UnsafeBuffer(expected, 0, wanted));
            altered += isSame ? 0 : 1;
        }
    }

    /** The control: a disk that is never told to sync, so that a power cut must lose something. */
    private record LyingDisk(Disk disk) implements Disk {
        private DiskFile lying(DiskFile file) {
            return new DiskFile() {
                @Override
                public void write(long at, ByteBuffer[] buffers, int count) throws IOException {
                    file.write(at, buffers, count);
                }

                @Override
                public int read(long at, ByteBuffer buffer) throws IOException {
                    return file.read(at, buffer);
                }

                @Override
                public void sync() {}

                @Override
                public long sizeBytes() throws IOException {
                    return file.sizeBytes();
                }

                @Override
                public void close() throws IOException {
                    file.close();
                }
            };
        }

        @Override
        public List<String> list() throws IOException {
            return disk.list();
        }

        @Override
        public DiskFile create(String name, long bytes) throws IOException {
            return lying(disk.create(name, bytes));
        }

        @Override
        public DiskFile open(String name) throws IOException {
            return lying(disk.open(name));
        }

        @Override
        public DiskFile openToRead(String name) throws IOException {
            return disk.openToRead(name);
        }

        @Override
        public void delete(String name) throws IOException {
            disk.delete(name);
        }

        @Override
        public void rename(String from, String to) throws IOException {
            disk.rename(from, to);
        }

        @Override
        public void syncNames() throws IOException {
            disk.syncNames();
        }

        @Override
        public long usableBytes() throws IOException {
            return disk.usableBytes();
        }
    }
}
