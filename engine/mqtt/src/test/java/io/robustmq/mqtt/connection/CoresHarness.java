package io.robustmq.mqtt.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.kernel.cores.CoreLinks;
import io.robustmq.kernel.cores.NodeLinks;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.EventAssembler;
import io.robustmq.kernel.shard.EventTables;
import io.robustmq.kernel.shard.Policies;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.MqttTables;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.mqtt.publish.LargeBodies;
import io.robustmq.security.OpenAuthenticator;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.Journal;
import io.robustmq.storage.journal.JournalPoint;
import io.robustmq.storage.journal.MemoryJournal;
import io.robustmq.storage.state.RocksConfig;
import io.robustmq.storage.state.RocksState;
import io.robustmq.storage.state.StateBatch;
import io.robustmq.transport.core.CoreCell;
import io.robustmq.transport.core.CoreCells;
import io.robustmq.transport.core.CoreErrors;
import io.robustmq.transport.core.FakeCore;
import io.robustmq.transport.memory.SlabPool;
import io.robustmq.transport.net.ConnectionHandler;
import io.robustmq.transport.net.DirtyConnections;
import io.robustmq.transport.net.FakeConnection;
import io.robustmq.transport.ring.CoreRings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * MQTT on several cores in one thread: the test says whose cycle comes next, or a seeded random
 * does. The rings are the real ones, as small as a test likes.
 */
final class CoresHarness {
    private static final long BODY_BYTES = 16L << 20;
    private static final long LARGE_BODY_BYTES = 4L << 20;
    private static final int COPY_LIMIT_BYTES = 4 << 10;

    private static final int SHARDS = 16;

    /** Cycles after which everything that can happen has happened. */
    private static final int SETTLED_ROUNDS = 64;

    final Shards shards;
    final List<MqttCore> cores = new ArrayList<>();
    final List<SlabPool> bodies = new ArrayList<>();
    final List<FakeCore> fakes = new ArrayList<>();
    private final List<MqttCounters> counters = new ArrayList<>();
    final FakeDiskState disk = new FakeDiskState();
    final List<HeldJournal> journals = new ArrayList<>();
    private final List<DirtyConnections> dirty = new ArrayList<>();
    private final CoreCells cells = new CoreCells();

    CoresHarness(int count, int ringBytes) {
        this(count, ringBytes, MqttConfig.DEFAULT);
    }

    CoresHarness(int count, int ringBytes, MqttConfig config) {
        this(count, ringBytes, config, () -> new MemoryJournal(SHARDS), FakeCore.STARTED_AT_MS);
    }

    /**
     * @param journal makes each core's
     * @param startedAtMs on the wall
     */
    CoresHarness(
            int count,
            int ringBytes,
            MqttConfig config,
            Supplier<Journal> journal,
            long startedAtMs) {
        this(count, ringBytes, config, journal, Durability.SYNC, startedAtMs);
    }

    private CoresHarness(
            int count,
            int ringBytes,
            MqttConfig config,
            Supplier<Journal> journal,
            Durability durability,
            long startedAtMs) {
        shards = new Shards(SHARDS, count);
        NodeLinks links =
                count == 1
                        ? null
                        : new NodeLinks(new CoreRings(count, ringBytes), LARGE_BODY_BYTES);
        for (int i = 0; i < count; i++) {
            counters.add(new MqttCounters());
            bodies.add(new SlabPool(BODY_BYTES));
        }
        for (int i = 0; i < count; i++) {
            FakeCore core = new FakeCore(i, startedAtMs);
            CoreLinks own = links == null ? null : links.of(i, new CoreErrors("core " + i, cells));
            fakes.add(core);
            journals.add(new HeldJournal(journal.get()));
            dirty.add(new DirtyConnections());
            cores.add(
                    new MqttCore(
                            core,
                            shards,
                            config,
                            new OpenAuthenticator(),
                            counters,
                            new MqttCore.NodeIdentity("n1", "test", core.nowMs()),
                            new LargeBodies(bodies, i, COPY_LIMIT_BYTES),
                            new CommitGate(journals.get(i), Policies.uniform(durability), disk),
                            own));
        }
    }

    /** A new life: what the disk has takes effect again. */
    static CoresHarness restarted(CutDisk disk, int count, MqttConfig config, long startedAtMs) {
        return restarted(disk, count, config, Durability.SYNC, startedAtMs);
    }

    /** As {@link #restarted}, with another policy. */
    static CoresHarness restarted(
            CutDisk disk, int count, MqttConfig config, Durability durability, long startedAtMs) {
        CoresHarness node =
                new CoresHarness(count, 4096, config, disk::journal, durability, startedAtMs);
        for (MqttCore core : node.cores) {
            disk.replay(0, new EventAssembler(core.recovery()::replay));
        }
        return resumed(node);
    }

    /** As {@link #restarted}, from tables of the first frames and the frames behind. */
    static CoresHarness restartedFromTables(
            CutDisk disk, int inTables, Path directory, int count, long startedAtMs)
            throws IOException {
        CoresHarness node =
                new CoresHarness(count, 4096, MqttConfig.DEFAULT, disk::journal, startedAtMs);
        try (RocksState store = RocksState.open(RocksConfig.of(directory, SHARDS))) {
            EventTables tables = new EventTables(new MqttTables(store), store, SHARDS);
            StateBatch batch = new StateBatch();
            disk.forFirst(
                    inTables,
                    (shard, type, at, position, buffer, offset, length) ->
                            tables.apply(shard, type, at, buffer, offset, length, batch));
            tables.complete(batch);
            store.write(batch, JournalPoint.start(SHARDS));
            for (MqttCore core : node.cores) {
                core.recovery().load(store, shard -> true);
                disk.replay(inTables, new EventAssembler(core.recovery()::replay));
            }
        }
        return resumed(node);
    }

    private static CoresHarness resumed(CoresHarness node) {
        int count = node.cores.size();
        List<MqttCore> restored = new ArrayList<>();
        node.cores.forEach(core -> core.recovery().restore(() -> restored.add(core)));
        node.settle();
        if (restored.size() != count) {
            throw new AssertionError("not restored");
        }
        long latestMs =
                node.cores.stream().mapToLong(core -> core.recovery().latestMs()).max().orElse(0);
        node.cores.forEach(core -> core.recovery().resumeTime(latestMs));
        node.settle();
        return node;
    }

    /** One core's cycle, in the order a real core has. */
    void cycle(int core) {
        MqttCore mqtt = cores.get(core);
        fakes.get(core).runInbox();
        mqtt.drainRequests();
        mqtt.endOfCycle();
        dirty.get(core).flushAll();
        if (cells.get(CoreCell.ERRORS) != 0) {
            throw new AssertionError("a message could not be dealt with; see the log");
        }
    }

    /** Cycles of all cores in turn until nothing is under way any more. */
    void settle() {
        for (int round = 0; round < SETTLED_ROUNDS; round++) {
            for (int core = 0; core < cores.size(); core++) {
                cycle(core);
            }
        }
    }

    /** So many cycles of cores that the random picks. */
    void cycles(Random random, int count) {
        for (int i = 0; i < count; i++) {
            cycle(random.nextInt(cores.size()));
        }
    }

    FakeConnection connection(int core) {
        FakeConnection connection =
                new FakeConnection(
                        fakes.get(core),
                        dirty.get(core),
                        MqttHarness.OUTPUT_LIMIT_BYTES,
                        MqttHarness.CARRY_LIMIT_BYTES);
        ConnectionHandler handler = cores.get(core).onConnected(connection);
        if (handler == null) {
            throw new AssertionError("refused");
        }
        connection.handler(handler);
        return connection;
    }

    /** A client id that is at home on this core. */
    String idAt(int home, String prefix) {
        return named(home, prefix);
    }

    /** A topic, filter or id that is at home on this core. */
    String named(int home, String prefix) {
        for (int i = 0; ; i++) {
            String name = prefix + i;
            if (shards.coreOf(shards.shardOf(name)) == home) {
                return name;
            }
        }
    }

    /** A client whose socket is on one core and whose home is another, accepted. */
    FakeConnection client(int socketCore, int home, String prefix) {
        FakeConnection connection = connection(socketCore);
        connection.receive(connect(idAt(home, prefix), true));
        settle();
        byte[] connack = connection.sent();
        if (connack.length != 4 || connack[3] != 0) {
            throw new AssertionError("not accepted");
        }
        return connection;
    }

    byte[] exchange(FakeConnection connection, byte[] bytes) {
        connection.receive(bytes);
        settle();
        return connection.sent();
    }

    long count(MqttMetric metric) {
        return counters.stream().mapToLong(c -> c.get(metric)).sum();
    }

    // ---- 3.1.1 packets ----

    static byte[] connect(String id, boolean cleanSession) {
        Packet packet = new Packet(0x10).text("MQTT").bytes(4, cleanSession ? 2 : 0, 0, 0);
        return packet.text(id).done();
    }

    static byte[] subscribe(int packetId, String filter, int qos) {
        return new Packet(0x82).bytes(0, packetId).text(filter).bytes(qos).done();
    }

    static byte[] unsubscribe(int packetId, String filter) {
        return new Packet(0xA2).bytes(0, packetId).text(filter).done();
    }

    static byte[] publish(int flags, String topic, int packetId, String payload) {
        Packet packet = new Packet(0x30 | flags).text(topic);
        if ((flags & 0b110) != 0) {
            packet.bytes(packetId >>> 8, packetId & 0xFF);
        }
        return packet.raw(payload).done();
    }

    // ---- 5.0 packets ----

    static byte[] connect5(String id, int expirySeconds) {
        Packet packet = new Packet(0x10).text("MQTT").bytes(5, 0, 0, 0);
        return packet.bytes(5, 0x11).int32(expirySeconds).text(id).done();
    }

    /** With a will of QoS 2. */
    static byte[] connect5(String id, int expirySeconds, String willTopic, int willDelaySeconds) {
        Packet packet = new Packet(0x10).text("MQTT").bytes(5, 0b0001_0100, 0, 0);
        packet.bytes(5, 0x11).int32(expirySeconds).text(id);
        return packet.bytes(5, 0x18).int32(willDelaySeconds).text(willTopic).text("gone").done();
    }

    static byte[] publish5(
            int flags, String topic, int packetId, int expirySeconds, String payload) {
        Packet packet = new Packet(0x30 | flags).text(topic).bytes(packetId >>> 8, packetId & 0xFF);
        return packet.bytes(5, 0x02).int32(expirySeconds).raw(payload).done();
    }

    /** A packet in the making. */
    private static final class Packet {
        private final int first;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();

        Packet(int first) {
            this.first = first;
        }

        Packet bytes(int... values) {
            for (int value : values) {
                body.write(value);
            }
            return this;
        }

        Packet int32(int value) {
            return bytes(value >>> 24, value >>> 16, value >>> 8, value);
        }

        Packet raw(String text) {
            body.writeBytes(text.getBytes(UTF_8));
            return this;
        }

        Packet text(String text) {
            byte[] utf8 = text.getBytes(UTF_8);
            return bytes(utf8.length >>> 8, utf8.length & 0xFF).raw(text);
        }

        byte[] done() {
            ByteArrayOutputStream packet = new ByteArrayOutputStream();
            packet.write(first);
            int left = body.size();
            do {
                packet.write(left > 127 ? left & 0x7F | 0x80 : left);
                left >>>= 7;
            } while (left > 0);
            packet.writeBytes(body.toByteArray());
            return packet.toByteArray();
        }
    }
}
