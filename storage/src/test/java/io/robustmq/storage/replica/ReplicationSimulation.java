package io.robustmq.storage.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.journal.JournalConfig;
import io.robustmq.storage.journal.JournalPoint;
import io.robustmq.storage.journal.NodeJournal;
import io.robustmq.storage.simulation.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Three nodes that replicate one shard, each with a journal on a disk of its own, over links that
 * delay, reorder, drop, repeat and part; nodes are killed, lose power or a sync, leaders change
 * while old ones still believe in themselves. After every step: what was committed is on a
 * majority, the same everywhere, and nobody commits in an old reign once a new one has.
 */
final class ReplicationSimulation {
    private static final int NODES = 3;
    private static final int STEPS = 1_000;
    private static final int IN_FLIGHT = 100;
    private static final JournalConfig CONFIG = new JournalConfig(1, 4 << 10, 4 << 10, 50_000_000);

    /** What the code under test does wrong on purpose. */
    enum Plant {
        NOTHING,
        FOLLOWER_ANSWERS_BEFORE_ITS_SYNC,
        LEADER_COUNTS_WHAT_IS_OF_OLD_EPOCHS
    }

    private record Flight(int from, int to, ReplicaMessage message) {}

    private final Random random;
    private final Plant plant;
    private final List<Flight> flights = new ArrayList<>();
    private final List<StreamFrame> committed = new ArrayList<>();
    private final Node[] nodes = new Node[NODES];
    private final boolean[] cutOff = new boolean[NODES];
    private int epoch;
    private int committedEpoch;
    private long nowNs;

    ReplicationSimulation(long seed, Plant plant) throws IOException {
        this.random = new Random(seed);
        this.plant = plant;
        for (int i = 0; i < NODES; i++) {
            nodes[i] = new Node(i);
        }
    }

    /** How many frames were committed. */
    int committedFrames() {
        return committed.size();
    }

    /**
     * @throws AssertionError when a promise was broken
     */
    void run() throws IOException {
        for (int step = 0; step < STEPS; step++) {
            step();
            check();
        }
    }

    private void step() throws IOException {
        nowNs += random.nextInt(10_000_000);
        Node node = nodes[random.nextInt(NODES)];
        int dice = random.nextInt(1000);
        if (dice < 100) {
            node.replica.append(random.nextInt(100), payload());
        } else if (dice < 300) {
            node.replica.doWork();
        } else if (dice < 500) {
            node.journal.writerTurn(nowNs);
            node.journal.supplyTurn();
        } else if (dice < 984) {
            for (int i = random.nextInt(6); i >= 0; i--) {
                deliver();
            }
        } else if (dice < 989) {
            elect();
        } else if (dice < 994) {
            int changed = random.nextInt(NODES);
            java.util.Arrays.fill(cutOff, false);
            cutOff[changed] = random.nextBoolean();
        } else if (dice < 996) {
            node.disk.failSyncAfter(0);
        } else {
            node.restart(random.nextBoolean());
        }
        if (node.journal.state().isFenced()) {
            node.restart(false);
        }
    }

    private byte[] payload() {
        byte[] payload = new byte[random.nextInt(200)];
        random.nextBytes(payload);
        return payload;
    }

    private void deliver() {
        if (flights.isEmpty()) {
            return;
        }
        int reach = random.nextInt(3) == 0 ? flights.size() : Math.min(flights.size(), 6);
        int index = random.nextInt(reach);
        Flight flight = random.nextInt(10) == 0 ? flights.get(index) : flights.remove(index);
        if (!cutOff[flight.from()] && !cutOff[flight.to()] && random.nextInt(20) > 0) {
            nodes[flight.to()].receive(flight.message());
        }
    }

    private void send(int from, int to, ReplicaMessage message) {
        if (flights.size() >= IN_FLIGHT) {
            flights.remove(random.nextInt(flights.size()));
        }
        flights.add(new Flight(from, to, message));
    }

    /** As the metadata would: a majority hears of a new epoch, the furthest of it leads. */
    private void elect() {
        int absent = random.nextInt(NODES + 1);
        for (Node node : nodes) {
            absent = cutOff[node.id] ? node.id : absent;
        }
        epoch++;
        Node best = null;
        for (Node node : nodes) {
            if (node.id != absent) {
                node.replica.hear(epoch);
                best = best == null || node.isAheadOf(best) ? node : best;
            }
        }
        if (best != null) {
            best.replica.lead();
        }
    }

    private void check() {
        for (Node node : nodes) {
            List<StreamFrame> frames = node.replica.tail().all();
            for (int i = 0; i < frames.size(); i++) {
                if (frames.get(i).end() <= node.replica.committed()) {
                    checkCommitted(node, i, frames.get(i));
                }
            }
        }
        int holders = 0;
        for (Node node : nodes) {
            holders += node.holdsAllCommitted() ? 1 : 0;
        }
        assertThat(holders).as("nodes with all that was committed").isGreaterThan(NODES / 2);
    }

    private void checkCommitted(Node node, int index, StreamFrame frame) {
        if (index < committed.size()) {
            assertThat(isSame(committed.get(index), frame)).as("frame %d", index).isTrue();
            return;
        }
        assertThat(node.replica.isLeading()).as("committed by a leader first").isTrue();
        assertThat(node.replica.epoch())
                .as("epoch of who commits")
                .isGreaterThanOrEqualTo(committedEpoch);
        committedEpoch = node.replica.epoch();
        committed.add(frame);
    }

    private static boolean isSame(StreamFrame one, StreamFrame other) {
        return one.position() == other.position()
                && one.epoch() == other.epoch()
                && one.type() == other.type()
                && java.util.Arrays.equals(one.payload(), other.payload());
    }

    private final class Node {
        private final int id;
        private final SimulatedDisk disk;
        private final SimulatedDisk quarantine;
        private NodeJournal journal;
        private Replica replica;

        Node(int id) throws IOException {
            this.id = id;
            this.disk = new SimulatedDisk(new Random(random.nextLong()));
            this.quarantine = new SimulatedDisk(new Random(random.nextLong()));
            this.journal = open();
            this.replica = recover();
        }

        private NodeJournal open() throws IOException {
            return new NodeJournal(
                    disk,
                    quarantine,
                    CONFIG,
                    new Runnable[] {() -> {}},
                    JournalPoint.start(CONFIG.shards()),
                    (shard, type, at, position, buffer, offset, length) -> {});
        }

        private Replica recover() throws IOException {
            assertThat(journal.damages()).isEmpty();
            Replica fresh =
                    new Replica(
                            id,
                            NODES,
                            0,
                            epoch,
                            journal.replicated(0),
                            (to, message) -> send(id, to, asPlanted(message)));
            journal.replay((shard, type, at, position, buffer, offset, length) ->
                    fresh.recovered(type, at, buffer, offset, length));
            journal.supplyTurn();
            assertThat(fresh.appended()).isEqualTo(journal.positions().committed(0));
            return fresh;
        }

        void restart(boolean losesPower) throws IOException {
            if (losesPower) {
                disk.losePower();
                quarantine.losePower();
            } else {
                disk.killProcess();
            }
            journal = open();
            replica = recover();
        }

        private ReplicaMessage asPlanted(ReplicaMessage message) {
            return plant == Plant.FOLLOWER_ANSWERS_BEFORE_ITS_SYNC
                            && message instanceof ReplicaMessage.Answer answer
                    ? new ReplicaMessage.Answer(
                            answer.epoch(),
                            answer.from(),
                            answer.isFollowing(),
                            answer.appended(),
                            answer.appended())
                    : message;
        }

        void receive(ReplicaMessage message) {
            replica.onMessage(
                    plant == Plant.LEADER_COUNTS_WHAT_IS_OF_OLD_EPOCHS
                                    && message instanceof ReplicaMessage.Answer answer
                            ? new ReplicaMessage.Answer(
                                    Math.max(answer.epoch(), replica.epoch()),
                                    answer.from(),
                                    true,
                                    answer.appended(),
                                    answer.synced())
                            : message);
        }

        boolean isAheadOf(Node other) {
            return replica.lastEpoch() != other.replica.lastEpoch()
                    ? replica.lastEpoch() > other.replica.lastEpoch()
                    : replica.appended() > other.replica.appended();
        }

        boolean holdsAllCommitted() {
            List<StreamFrame> frames = replica.tail().all();
            int last = committed.size() - 1;
            return last < 0
                    || (last < frames.size() && isSame(frames.get(last), committed.get(last)));
        }
    }
}
