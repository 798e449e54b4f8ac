package io.robustmq.mqtt.connection;

import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Policies;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.mqtt.publish.LargeBodies;
import io.robustmq.security.Authenticator;
import io.robustmq.security.OpenAuthenticator;
import io.robustmq.storage.journal.Durability;
import io.robustmq.transport.core.FakeCore;
import io.robustmq.transport.memory.SlabPool;
import io.robustmq.transport.net.ConnectionHandler;
import io.robustmq.transport.net.DirtyConnections;
import io.robustmq.transport.net.FakeConnection;
import java.util.List;

/**
 * One core's MQTT without sockets or threads: tests send bytes, run cycles and look at the bytes
 * that come back.
 */
final class MqttHarness {
    private static final long BODY_BYTES = 16L << 20;
    static final int COPY_LIMIT_BYTES = 4 << 10;
    static final int OUTPUT_LIMIT_BYTES = 8 << 10;
    static final int CARRY_LIMIT_BYTES = 16 << 10;

    final FakeCore core = new FakeCore();
    final MqttCounters counters = new MqttCounters();
    final FakeDiskState disk = new FakeDiskState();
    final HeldJournal journal = new HeldJournal(16);
    final Shards shards = new Shards(16, 1);
    final SlabPool bodies;
    final MqttCore mqtt;
    private final DirtyConnections dirty = new DirtyConnections();

    MqttHarness() {
        this(MqttConfig.DEFAULT, new OpenAuthenticator());
    }

    MqttHarness(MqttConfig config, Authenticator authenticator) {
        this(config, authenticator, BODY_BYTES);
    }

    /**
     * @param bodyBytes memory for large payloads
     */
    MqttHarness(MqttConfig config, Authenticator authenticator, long bodyBytes) {
        this(config, authenticator, bodyBytes, Policies.uniform(Durability.SYNC));
    }

    MqttHarness(Policies policies) {
        this(MqttConfig.DEFAULT, new OpenAuthenticator(), BODY_BYTES, policies);
    }

    private MqttHarness(
            MqttConfig config, Authenticator authenticator, long bodyBytes, Policies policies) {
        bodies = new SlabPool(bodyBytes);
        mqtt =
                new MqttCore(
                        core,
                        shards,
                        config,
                        authenticator,
                        List.of(counters),
                        new MqttCore.NodeIdentity("n1", "test", core.nowMs()),
                        new LargeBodies(List.of(bodies), 0, COPY_LIMIT_BYTES),
                        new CommitGate(journal, policies, disk));
    }

    /** A new connection that has sent nothing yet. */
    FakeConnection connection() {
        FakeConnection connection =
                new FakeConnection(core, dirty, OUTPUT_LIMIT_BYTES, CARRY_LIMIT_BYTES);
        ConnectionHandler handler = mqtt.onConnected(connection);
        if (handler == null) {
            throw new AssertionError("refused");
        }
        connection.handler(handler);
        return connection;
    }

    /** The rest of a cycle: commit, acknowledge, flush. */
    void cycle() {
        core.runInbox();
        mqtt.drainRequests();
        mqtt.endOfCycle();
        dirty.flushAll();
    }

    /** Sends bytes, runs a cycle, returns what came back. */
    byte[] exchange(FakeConnection connection, int... bytes) {
        connection.receive(bytes(bytes));
        cycle();
        return connection.sent();
    }

    /** A 3.1.1 client with clean session and this one-letter id, accepted. */
    FakeConnection client(char id) {
        FakeConnection connection = connection();
        byte[] connack =
                exchange(connection, 0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 1, id);
        if (connack.length != 4 || connack[3] != 0) {
            throw new AssertionError("not accepted");
        }
        return connection;
    }

    long count(MqttMetric metric) {
        return counters.get(metric);
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
