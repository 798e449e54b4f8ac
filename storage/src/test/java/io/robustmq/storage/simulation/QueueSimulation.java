package io.robustmq.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.FrameVisitor;
import io.robustmq.storage.journal.Journal;
import io.robustmq.storage.journal.JournalConfig;
import io.robustmq.storage.journal.NodeJournal;
import io.robustmq.storage.queue.QueueApplier;
import io.robustmq.storage.queue.QueueConfig;
import io.robustmq.storage.queue.QueuePageFiller;
import io.robustmq.storage.queue.QueueShard;
import io.robustmq.storage.queue.QueueTables;
import io.robustmq.storage.queue.concurrent.Page;
import io.robustmq.storage.queue.concurrent.PageReads;
import io.robustmq.storage.queue.concurrent.Pages;
import io.robustmq.storage.state.ApplierConfig;
import io.robustmq.storage.state.StateApplier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Several lives of a shard's queues on a journal and tables whose turns, crashes and losses the
 * seed decides. Every delivery is compared with what must come next; every life begins with exactly
 * what the stream still has, and the last one ends with queues and tables empty.
 */
final class QueueSimulation implements Seeds.Simulation {
    private static final int SHARD = 1;
    private static final int SHARDS = 2;
    private static final int LIVES = 5;
    private static final int STEPS = 400;
    private static final int QUEUES_MAX = 4;
    private static final int SENDERS = 3;
    private static final int DRAIN_TURNS_MAX = 200_000;
    private static final JournalConfig CONFIG =
            new JournalConfig(SHARDS, 8 << 10, 8 << 10, 50_000_000);
    private static final int ENTRIES_MAX = 24;
    private static final int BODY_BYTES_MAX = 14 * 256;
    private static final QueueConfig QUEUES =
            new QueueConfig(ENTRIES_MAX, BODY_BYTES_MAX, 6, 8, 5, 700, 2, SENDERS, 0);

    private final Random random;
    private final Machine machine;
    private final ApplierConfig applierConfig;
    private final QueueTruth truth = new QueueTruth();
    private final Map<Long, long[]> sequences = new HashMap<>();

    /** By message: where its frame ends, and its durability. */
    private final Map<Long, Published> ends = new HashMap<>();

    private final UnsafeBuffer body = new UnsafeBuffer(new byte[900]);
    private NodeJournal journal;
    private StateApplier applier;
    private PageReads reads;
    private QueueShard shard;
    private long written;
    private long committed;
    private long nextMessage;
    private long nowNs;

    private record Published(long end, Durability durability) {}

    QueueSimulation(long seed) throws IOException {
        random = new Random(seed);
        machine = new Machine(seed, random, SHARDS);
        applierConfig =
                new ApplierConfig(
                        1 + random.nextInt(3_000),
                        random.nextInt(2) * 1_000,
                        1 + random.nextInt(16 << 10),
                        200_000_000,
                        1 << 20);
        start();
    }

    Machine machine() {
        return machine;
    }

    @Override
    public void run() throws IOException {
        for (int life = 0; life < LIVES; life++) {
            oneLife();
            machine.killProcess();
            start();
        }
        drain();
    }

    private void start() throws IOException {
        sequences.clear();
        FrameVisitor nobody = (s, type, at, position, buffer, offset, length) -> {};
        Runnable[] wakes = {() -> {}};
        journal =
                new NodeJournal(
                        machine.disk,
                        machine.quarantine,
                        CONFIG,
                        wakes,
                        machine.state.applied(),
                        nobody);
        assertThat(journal.damages()).isEmpty();
        applier = new StateApplier(journal, machine.state, new QueueApplier(), applierConfig);
        reads =
                new PageReads(
                        applier,
                        new QueuePageFiller(machine.state),
                        new Runnable[] {() -> {}, () -> {}},
                        4);
        shard = new QueueShard(SHARD, journal.core(0), new Delayed(reads), QUEUES, queue -> {});
        shard.load(machine.state);
        journal.replay((s, type, at, position, buffer, offset, length) -> {
            if (s == SHARD) {
                shard.replay(type, at, buffer, offset, length);
            }
        });
        shard.started();
        long end = journal.core(0).appended(SHARD);
        assertThat(end)
                .as("end of the stream")
                .isGreaterThanOrEqualTo(Math.max(written, committed));
        truth.cutAt(end);
        written = end;
        committed = end;
        checkCounts();
    }

    private void oneLife() {
        try {
            if (random.nextInt(3) == 0) {
                machine.disk.cutPowerAfter(random.nextInt(200));
            }
            if (random.nextInt(10) == 0) {
                machine.disk.failSyncAfter(random.nextInt(12));
            }
            for (int i = 0; i < STEPS; i++) {
                step();
                observe();
            }
            end();
        } catch (PowerCut cut) {
            losePower();
        }
    }

    private void end() {
        switch (random.nextInt(3)) {
            case 0 -> losePower();
            case 1 -> {
                committed = Math.max(committed, written);
                machine.disk.killProcess();
                machine.loseState();
            }
            default -> {
                applier.drain(nowNs);
                committed = written;
                machine.state.loseUnflushed();
            }
        }
    }

    private void losePower() {
        written = committed;
        machine.losePower();
    }

    private void observe() {
        written = Math.max(written, journal.positions().written(SHARD));
        committed = Math.max(committed, journal.positions().committed(SHARD));
        assertThat(shard.entriesInMemory()).isLessThanOrEqualTo(ENTRIES_MAX);
        assertThat(shard.bodyBytesInMemory()).isLessThanOrEqualTo(BODY_BYTES_MAX);
        assertThat(shard.readFailure()).isNull();
    }

    /** A page that was read long ago may come now. */
    private final class Delayed implements Pages {
        private final Pages pages;

        Delayed(Pages pages) {
            this.pages = pages;
        }

        @Override
        public boolean hasTables() {
            return true;
        }

        @Override
        public long applied(int shard) {
            return pages.applied(shard);
        }

        @Override
        public boolean read(Page page) {
            return random.nextInt(10) > 0 && pages.read(page);
        }

        @Override
        public @Nullable Page poll(int shard) {
            return random.nextInt(3) == 0 ? null : pages.poll(shard);
        }
    }

    // ---- steps ----

    private void step() {
        nowNs += random.nextInt(10_000_000);
        switch (random.nextInt(25)) {
            case 0 -> declare();
            case 1, 2, 3, 4, 5 -> publish();
            case 6, 7, 8, 9, 10 -> deliver();
            case 11, 12, 13 -> acknowledge();
            case 14 -> giveBack();
            case 15 -> purgeOrDelete();
            case 16, 17, 18 -> turn();
            case 19, 20 -> shard.doWork();
            case 21 -> reads.turn();
            case 22 -> applier.turn(nowNs);
            case 23 -> checkCounts();
            default -> machine.disk.full(random.nextInt(6) == 0);
        }
    }

    private void turn() {
        journal.core(0).doWork();
        if (random.nextBoolean()) {
            journal.supplyTurn();
        }
        journal.writerTurn(nowNs);
    }

    private void declare() {
        if (truth.queues().size() >= QUEUES_MAX) {
            return;
        }
        long id = shard.declare("q" + random.nextInt(1000));
        if (id >= 0 && !truth.queues().contains(id)) {
            truth.declared(journal.core(0).appended(SHARD), id);
        }
    }

    private long anyQueue() {
        List<Long> queues = new ArrayList<>(truth.queues());
        return queues.isEmpty() ? -1 : queues.get(random.nextInt(queues.size()));
    }

    private void publish() {
        List<Long> targets = new ArrayList<>();
        for (long each : truth.queues()) {
            if (random.nextInt(2) == 0) {
                targets.add(each);
            }
        }
        if (targets.isEmpty()) {
            return;
        }
        long message = nextMessage++;
        int length = fill(message);
        long sender = random.nextInt(3) == 0 ? random.nextInt(SENDERS) : QueueShard.NO_SENDER;
        long sequence =
                sender < 0 ? 0 : Math.max(0, truth.lastSent(sender) + random.nextInt(3) - 1);
        Durability durability = Durability.values()[random.nextInt(3)];
        long[] ids = targets.stream().mapToLong(each -> each).toArray();
        long end = shard.publish(ids, ids.length, durability, body, 0, length, sender, sequence, 0);
        if (sender >= 0 && sequence <= truth.lastSent(sender)) {
            assertThat(end).isEqualTo(QueueShard.DUPLICATE);
        } else if (end != Journal.FENCED) {
            assertThat(end).isPositive();
            truth.published(end, targets, message);
            if (sender >= 0) {
                truth.sent(end, sender, sequence);
            }
            ends.put(message, new Published(end, durability));
        }
    }

    /** A message says which it is, and all its bytes follow from that. */
    private int fill(long message) {
        int length = lengthOf(message);
        body.putLong(0, message);
        body.setMemory(Long.BYTES, length - Long.BYTES, (byte) message);
        return length;
    }

    private static int lengthOf(long message) {
        return Long.BYTES + (int) (message * 7919 % 61 == 0 ? 700 : message * 7919 % 300);
    }

    private void deliver() {
        long queue = anyQueue();
        if (queue < 0) {
            return;
        }
        boolean takes = random.nextInt(5) > 0;
        long[] seen = {-1};
        long result =
                shard.deliver(
                        queue,
                        (sequence, isRedelivered, returns, bytes, offset, length) -> {
                            seen[0] = bytes.getLong(offset);
                            check(queue, seen[0], isRedelivered, returns);
                            assertThat(length).isEqualTo(lengthOf(seen[0]));
                            for (int i = Long.BYTES; i < length; i++) {
                                assertThat(bytes.getByte(offset + i)).isEqualTo((byte) seen[0]);
                            }
                            return takes;
                        });
        if (result == QueueShard.EMPTY) {
            assertThat(truth.first(queue, -1)).as("nothing in %d", queue).isNull();
        } else if (result >= 0) {
            truth.delivered(queue, seen[0]);
            sequences.put(queue * 1_000_000 + seen[0], new long[] {result});
        } else {
            assertThat(result).isIn(QueueShard.LATER, QueueShard.REFUSED);
        }
    }

    private void check(long queue, long message, boolean isRedelivered, int returns) {
        QueueTruth.Held first = truth.first(queue, message);
        if (first == null) {
            throw new AssertionError("%d of queue %d".formatted(message, queue));
        }
        assertThat(message).as("next of queue %d", queue).isEqualTo(first.message);
        assertThat(returns).isEqualTo(first.returns);
        if (truth.wasDelivered(queue, message)) {
            assertThat(isRedelivered).as("%d is marked", message).isTrue();
        }
        Published published = Objects.requireNonNull(ends.get(message));
        switch (published.durability()) {
            case SYNC ->
                    assertThat(journal.positions().committed(SHARD))
                            .isGreaterThanOrEqualTo(published.end());
            case INTERVAL ->
                    assertThat(journal.positions().written(SHARD))
                            .isGreaterThanOrEqualTo(published.end());
            case MEMORY -> {}
        }
    }

    private long[] someOut(long queue, List<Long> messages) {
        for (long each : truth.out(queue)) {
            if (messages.size() < 3 && random.nextBoolean()) {
                messages.add(each);
            }
        }
        return messages.stream()
                .mapToLong(
                        each -> Objects.requireNonNull(sequences.get(queue * 1_000_000 + each))[0])
                .toArray();
    }

    private void acknowledge() {
        long queue = anyQueue();
        List<Long> messages = new ArrayList<>();
        if (queue < 0) {
            return;
        }
        long[] out = someOut(queue, messages);
        Durability durability = Durability.values()[random.nextInt(3)];
        long end = shard.acknowledge(queue, out, out.length, durability);
        if (end > 0) {
            messages.forEach(each -> truth.removed(end, queue, each));
        }
    }

    private void giveBack() {
        long queue = anyQueue();
        List<Long> messages = new ArrayList<>();
        if (queue < 0) {
            return;
        }
        long[] out = someOut(queue, messages);
        long end = shard.giveBack(queue, out, out.length);
        if (end > 0) {
            messages.forEach(each -> truth.returned(end, queue, each));
        }
    }

    private void purgeOrDelete() {
        long queue = anyQueue();
        if (queue < 0 || random.nextInt(3) > 0) {
            return;
        }
        if (random.nextInt(3) == 0) {
            long end = shard.delete(queue);
            if (end != Journal.FENCED) {
                truth.deleted(end, queue);
            }
            return;
        }
        long end = shard.purge(queue);
        if (shard.isPurging(queue)) {
            truth.purges(queue);
            for (int i = 0; i < 200 && shard.isPurging(queue); i++) {
                turnAll();
            }
            if (!shard.isPurging(queue)) {
                truth.purgeEnded(queue);
            }
        } else if (end >= 0) {
            truth.purged(end, queue);
        }
    }

    private void turnAll() {
        nowNs += 1_000_000;
        journal.core(0).doWork();
        journal.supplyTurn();
        journal.writerTurn(nowNs);
        applier.turn(nowNs);
        reads.turn();
        shard.doWork();
        observe();
    }

    private void checkCounts() {
        for (long queue : truth.queues()) {
            if (truth.isSure(queue) && !shard.isPurging(queue)) {
                assertThat(shard.ready(queue))
                        .as("ready of %d", queue)
                        .isEqualTo(truth.waiting(queue));
                assertThat(shard.unacknowledged(queue)).isEqualTo(truth.out(queue).size());
                assertThat(shard.bytes(queue))
                        .isEqualTo(
                                truth.queue(queue).keySet().stream()
                                        .mapToLong(QueueSimulation::lengthOf)
                                        .sum());
            }
        }
    }

    // ---- the end ----

    /** Everything is delivered and acknowledged; nothing is left anywhere. */
    private void drain() {
        long[] one = new long[1];
        for (long queue : List.copyOf(truth.queues())) {
            for (int i = 0; ; i++) {
                assertThat(i).as("turns for queue %d", queue).isLessThan(DRAIN_TURNS_MAX);
                turnAll();
                long[] seen = {-1};
                long result =
                        shard.deliver(
                                queue,
                                (sequence, isRedelivered, returns, bytes, offset, length) -> {
                                    seen[0] = bytes.getLong(offset);
                                    check(queue, seen[0], isRedelivered, returns);
                                    return true;
                                });
                if (result == QueueShard.EMPTY) {
                    break;
                }
                if (result >= 0) {
                    truth.delivered(queue, seen[0]);
                    one[0] = result;
                    long end = shard.acknowledge(queue, one, 1, Durability.SYNC);
                    truth.removed(end, queue, seen[0]);
                }
            }
            assertThat(truth.first(queue, -1)).as("left in %d", queue).isNull();
        }
        for (int i = 0; i < 1000; i++) {
            turnAll();
        }
        applier.drain(nowNs);
        for (byte[] key : machine.state.entries().keySet()) {
            assertThat(key[0])
                    .as("a table that is not empty")
                    .isNotIn((byte) QueueTables.ROWS, (byte) QueueTables.MESSAGES);
        }
        assertThat(shard.entriesInMemory()).isZero();
        assertThat(shard.bodyBytesInMemory()).isZero();
    }
}
