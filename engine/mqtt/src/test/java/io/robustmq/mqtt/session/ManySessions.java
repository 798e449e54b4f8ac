package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.route.Subscription;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.connection.MqttCore;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.publish.LargeBodies;
import io.robustmq.security.OpenAuthenticator;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.Journal;
import io.robustmq.storage.journal.JournalPoint;
import io.robustmq.storage.journal.MemoryJournal;
import io.robustmq.storage.journal.PassingJournal;
import io.robustmq.storage.state.RocksConfig;
import io.robustmq.storage.state.RocksState;
import io.robustmq.storage.state.StateBatch;
import io.robustmq.transport.core.FakeCore;
import io.robustmq.transport.memory.SlabPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.agrona.DirectBuffer;

/**
 * How long a core takes to have many durable sessions back from the tables: {@code main DIRECTORY
 * SESSIONS}. Prints one line; scripts/long/many-sessions.sh runs it.
 */
public final class ManySessions {
    private static final Shards SHARDS = new Shards(16, 1);
    private static final int SUBSCRIPTIONS = 5;
    private static final int BATCH_BYTES = 8 << 20;
    private static final MqttConfig.Sessions LIMITS =
            new MqttConfig.Sessions(MqttConfig.Sessions.NEVER_EXPIRES, 20, 1 << 20, 16);

    private ManySessions() {}

    /** Applies at once what is appended. */
    private static final class ApplyingJournal extends PassingJournal {
        private final SessionTables tables;
        private final StateBatch batch = new StateBatch();
        private final RocksState store;

        ApplyingJournal(SessionTables tables, RocksState store) {
            super(new MemoryJournal(SHARDS.count()));
            this.tables = tables;
            this.store = store;
        }

        @Override
        public long append(
                int shard,
                int type,
                Durability durability,
                DirectBuffer payload,
                int offset,
                int length) {
            tables.apply(shard, type, payload, offset, length, batch);
            if (batch.bytes() > BATCH_BYTES) {
                write();
            }
            return super.append(shard, type, durability, payload, offset, length);
        }

        void write() {
            try {
                tables.complete(batch);
                long[] ends = new long[SHARDS.count()];
                store.write(batch, new JournalPoint(journal.handOver() + 1, ends));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            batch.clear();
        }

        @Override
        public long reached(Durability durability) {
            return journal.handOver();
        }
    }

    public static void main(String[] arguments) throws IOException {
        RocksConfig config = RocksConfig.of(Path.of(arguments[0]), SHARDS.count());
        int count = Integer.parseInt(arguments[1]);
        make(config, count);
        System.gc();
        long usedBytes = usedBytes();
        long beganNs = System.nanoTime();
        MqttCore core = core();
        boolean[] done = {false};
        try (RocksState store = RocksState.open(config)) {
            core.recovery().load(store, shard -> true);
            long loadedNs = System.nanoTime();
            core.recovery().restore(() -> done[0] = true);
            long restoredNs = System.nanoTime();
            System.gc();
            System.out.printf(
                    "%d sessions, %d subscriptions each: %d ms to load, %d ms to restore, %d heap"
                            + " bytes a session, done: %b%n",
                    count,
                    SUBSCRIPTIONS,
                    (loadedNs - beganNs) / 1_000_000,
                    (restoredNs - loadedNs) / 1_000_000,
                    (usedBytes() - usedBytes) / count,
                    done[0]);
        }
        if (core.coreIndex() != 0) {
            throw new AssertionError("kept until here");
        }
    }

    private static void make(RocksConfig config, int count) throws IOException {
        try (RocksState store = RocksState.open(config)) {
            ApplyingJournal journal = new ApplyingJournal(new SessionTables(store), store);
            Sessions sessions = sessions(journal);
            for (int i = 0; i < count; i++) {
                FakeLink link = new FakeLink(new Random(0), 10);
                MqttSession session = sessions.open("device-" + i, true, 3_600, link).session();
                for (int j = 0; j < SUBSCRIPTIONS; j++) {
                    session.subscribed(
                            new Subscription(session, "devices/" + i + "/topic/" + j, 1, 0));
                }
                sessions.closed(session, link, true);
            }
            journal.write();
            store.flush();
        }
    }

    private static long usedBytes() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static MqttCore core() {
        FakeCore core = new FakeCore();
        return new MqttCore(
                core,
                SHARDS,
                MqttConfig.DEFAULT,
                new OpenAuthenticator(),
                List.of(new MqttCounters()),
                new MqttCore.NodeIdentity("n1", "test", core.nowMs()),
                new LargeBodies(List.of(new SlabPool(1 << 20)), 0, 4 << 10),
                new CommitGate(new MemoryJournal(SHARDS.count()), Durability.SYNC));
    }

    private static Sessions sessions(Journal journal) {
        return new Sessions(
                new FakeCore(),
                new CommitGate(journal, Durability.SYNC),
                SHARDS,
                LIMITS,
                new MqttCounters(),
                1,
                () -> false,
                new Sessions.Surroundings() {
                    @Override
                    public void publish(MqttSession session, Will will) {}

                    @Override
                    public void drop(MqttSession session) {}

                    @Override
                    public void giveBack(String group, int shard, Message message) {}
                });
    }
}
