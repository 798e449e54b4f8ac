package io.robustmq.mqtt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.route.Subscription;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.kernel.shard.Tables;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.JournalPoint;
import io.robustmq.storage.journal.KeepingJournal;
import io.robustmq.storage.state.RocksConfig;
import io.robustmq.storage.state.RocksState;
import io.robustmq.storage.state.StateBatch;
import io.robustmq.transport.core.FakeCore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows, and the events behind them, are the whole of every session that outlives its connection.
 */
class SessionTablesTest {
    private static final Shards SHARDS = new Shards(2, 1);
    private static final MqttConfig.Sessions LIMITS =
            new MqttConfig.Sessions(MqttConfig.Sessions.NEVER_EXPIRES, 20, 1 << 20, 16);
    private static final JournalPoint POINT = JournalPoint.start(SHARDS.count());
    private static final UnsafeBuffer TOPIC = new UnsafeBuffer(new byte[] {'t'});
    private static final int STEPS = 2_000;
    private static final int STEPS_PER_LOOK = 20;
    private static final int FRAMES_PER_BATCH_MAX = 60;

    private static final Random TAKES_ALL =
            new Random() {
                @Override
                public int nextInt(int bound) {
                    return bound - 1;
                }
            };

    @TempDir private Path directory;
    private final FakeCore core = new FakeCore();
    private final KeepingJournal journal = new KeepingJournal();
    private final StateBatch batch = new StateBatch();
    private SessionTables tables;
    private RocksState store;
    private Sessions live;

    /** Frames that the batch has, and those that the store has. */
    private int applied;

    private int written;

    @BeforeEach
    void open() throws IOException {
        store = RocksState.open(RocksConfig.of(directory.resolve("state"), SHARDS.count()));
        tables = new SessionTables(store);
        live = sessions(journal);
    }

    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "3, true", "4, true", "5, true"})
    void shouldComeBackFromRowsAndTheEventsBehindThem(long seed, boolean isCalm)
            throws IOException {
        Random random = new Random(seed);
        RandomSessionLife life = new RandomSessionLife(core, live, new Random(seed), isCalm);
        int runsSeen = 0;
        for (int step = 0; step < STEPS; step++) {
            life.step();

            apply(random.nextInt(FRAMES_PER_BATCH_MAX));
            if (random.nextInt(10) == 0) {
                write();
                runsSeen += rows(Tables.RUNS);
            }
            if (random.nextInt(100) == 0) {
                restartApplier();
            }
            if (step % STEPS_PER_LOOK == 0) {
                assertSame(restarted(), "seed " + seed + " step " + step);
            }
        }

        apply(Integer.MAX_VALUE);
        write();
        assertSame(restarted(), "seed " + seed + " at the end");
        assertThat(rows(Tables.MESSAGES) + messagesOfRuns()).isEqualTo(messagesReferredTo());
        assertThat(runsSeen).isGreaterThan(isCalm ? STEPS / 20 : 0);
        store.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDrawARowForAllThatIsUnderWayTogether(boolean isNewApplier) throws IOException {
        FakeLink link = new FakeLink(TAKES_ALL, 1_000);
        MqttSession session = live.open("client-1", false, 60, link).session();
        session.resume();
        acceptTen(session);
        apply(Integer.MAX_VALUE);
        write();
        assertThat(rows(Tables.RUNS)).as("the run, and how far it has come").isEqualTo(2);
        assertThat(rows(Tables.MESSAGES)).isZero();
        if (isNewApplier) {
            restartApplier();
        }

        link.sentIds.subList(0, 4).forEach(session::onPuback);
        apply(Integer.MAX_VALUE);
        write();
        assertThat(rows(Tables.RUNS)).isEqualTo(2);
        assertSame(restarted(), "some of it finished");
        if (isNewApplier) {
            restartApplier();
        }
        session.subscribed(new Subscription(session, "f/1", 1, 0));
        session.take(7);
        apply(Integer.MAX_VALUE);
        write();
        assertThat(rows(Tables.RUNS)).as("other events").isEqualTo(2);
        assertSame(restarted(), "other events");

        session.onPuback(link.sentIds.get(7));
        apply(Integer.MAX_VALUE);
        write();
        assertThat(rows(Tables.RUNS)).as("out of order").isZero();
        assertThat(rows(Tables.MESSAGES)).isEqualTo(5);
        assertSame(restarted(), "out of order");
        store.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLeaveNothingOfARunThatIsFinished(boolean isNewApplier) throws IOException {
        FakeLink link = new FakeLink(TAKES_ALL, 1_000);
        MqttSession session = live.open("client-1", false, 60, link).session();
        session.resume();
        acceptTen(session);
        session.onPuback(link.sentIds.getFirst());
        apply(Integer.MAX_VALUE);
        write();
        if (isNewApplier) {
            restartApplier();
        }

        link.sentIds.subList(1, 10).forEach(session::onPuback);
        apply(Integer.MAX_VALUE);
        write();

        assertThat(rows(Tables.RUNS) + rows(Tables.MESSAGES)).isZero();
        assertSame(restarted(), "all of it finished");
        store.close();
    }

    @Test
    void shouldKeepAMessageOnceForAllQueuesOfItsShard() throws IOException {
        MqttSession first = away("client-a");
        MqttSession second = away("client-e");
        assertThat(SHARDS.shardOf("client-a")).isEqualTo(SHARDS.shardOf("client-e"));
        var publication = EventBytes.publication();

        first.accept(publication, 1, false, Delivery.NO_IDENTIFIERS, Origin.OWN);
        second.accept(publication, 2, false, Delivery.NO_IDENTIFIERS, Origin.OWN);
        apply(Integer.MAX_VALUE);
        write();
        assertThat(rows(Tables.MESSAGES)).isEqualTo(1);
        Sessions loaded = restarted();
        assertThat(Objects.requireNonNull(found(loaded, "client-a").state().head()).message())
                .isSameAs(
                        Objects.requireNonNull(found(loaded, "client-e").state().head()).message());

        live.open("client-a", true, 60, new FakeLink(new Random(0), 10));
        apply(Integer.MAX_VALUE);
        write();
        assertThat(rows(Tables.MESSAGES)).isEqualTo(1);

        live.open("client-e", true, 60, new FakeLink(new Random(0), 10));
        apply(Integer.MAX_VALUE);
        write();
        assertThat(rows(Tables.MESSAGES)).isZero();
        store.close();
    }

    @Test
    void shouldNeverWriteWhatIsDoneWithInItsBatch() throws IOException {
        away("client-a");
        apply(Integer.MAX_VALUE);
        write();
        FakeLink link = new FakeLink(new Random(5), 10);
        MqttSession session = live.open("client-a", false, 60, link).session();
        session.resume();
        apply(Integer.MAX_VALUE);
        int before = batch.changes();

        for (int i = 0; i < 100; i++) {
            session.accept(EventBytes.publication(), 1, false, Delivery.NO_IDENTIFIERS, Origin.OWN);
            link.sentIds.forEach(session::onPuback);
            link.sentIds.clear();
            session.onWritable();
        }
        link.sentIds.forEach(session::onPuback);
        assertThat(session.queued()).isZero();
        apply(Integer.MAX_VALUE);

        tables.complete(batch);
        assertThat(journal.frames().size() + journal.extensions()).isGreaterThan(200);
        assertThat(batch.changes()).isEqualTo(before);
        store.close();
    }

    /** The journal has them, and they are sent. */
    private void acceptTen(MqttSession session) {
        for (int i = 0; i < 10; i++) {
            var publication =
                    new Publication()
                            .begin(1, false, 0, core.nowMs(), Message.NEVER)
                            .topic(TOPIC, 0, TOPIC.capacity())
                            .properties(TOPIC, 0, 0)
                            .payload(TOPIC, 0, TOPIC.capacity());
            session.accept(publication, 1, false, Delivery.NO_IDENTIFIERS, Origin.OWN);
        }
        journal.doWork();
        session.onWritable();
    }

    private MqttSession away(String clientId) {
        FakeLink link = new FakeLink(new Random(0), 10);
        MqttSession session = live.open(clientId, true, 60, link).session();
        live.closed(session, link, true);
        return session;
    }

    private void apply(int framesMax) {
        journal.doWork();
        for (int i = 0; i < framesMax && applied < journal.frames().size(); i++) {
            KeepingJournal.Frame frame = journal.frames().get(applied++);
            byte[] padded = new byte[frame.payload().length + 13];
            System.arraycopy(frame.payload(), 0, padded, 5, frame.payload().length);
            tables.apply(
                    frame.shard(),
                    frame.type(),
                    new UnsafeBuffer(padded),
                    5,
                    frame.payload().length,
                    batch);
        }
    }

    private void write() throws IOException {
        tables.complete(batch);
        store.write(batch, POINT);
        batch.clear();
        written = applied;
    }

    private Sessions restarted() throws IOException {
        Sessions loaded = sessions(new KeepingJournal());
        for (int shard = 0; shard < SHARDS.count(); shard++) {
            loaded.load(shard, store);
        }
        for (KeepingJournal.Frame frame :
                journal.frames().subList(written, journal.frames().size())) {
            loaded.replay(
                    frame.shard(),
                    frame.type(),
                    new UnsafeBuffer(frame.payload()),
                    0,
                    frame.payload().length);
        }
        return loaded;
    }

    private void assertSame(Sessions loaded, String when) {
        int durable = 0;
        for (int i = 0; i < RandomSessionLife.clients(); i++) {
            MqttSession session = live.find(RandomSessionLife.clientId(i));
            if (session != null && session.isDurable()) {
                assertThat(picture(found(loaded, session.clientId())))
                        .as(when)
                        .isEqualTo(picture(session));
                durable++;
            }
        }
        assertThat(loaded.count()).as(when).isEqualTo(durable);
    }

    /** Identifiers that are free may be given again sooner after a restart. */
    private static List<String> picture(MqttSession session) {
        return SessionPicture.of(session.state()).stream()
                .map(line -> line.replaceAll(", next \\d+", ""))
                .toList();
    }

    private static MqttSession found(Sessions sessions, String clientId) {
        return Objects.requireNonNull(sessions.find(clientId));
    }

    /** What was not written is applied again. */
    private void restartApplier() throws IOException {
        tables = new SessionTables(store);
        batch.clear();
        applied = written;
    }

    private int messagesOfRuns() throws IOException {
        int[] messages = {0};
        RunRows.forEach(
                store,
                new UnsafeBuffer(new byte[0]),
                0,
                (shard, progress, event, offset, length) -> {
                    int at = SessionEventFlyweight.fieldsAt(event, offset);
                    long first = RunFlyweight.sequence(event, at);
                    int count = RunFlyweight.enqueued(event, at, offset + length);
                    messages[0] += (int) (count - Math.max(0, progress.from() - first));
                });
        return messages[0];
    }

    private int rows(int table) throws IOException {
        int[] rows = {0};
        store.forEach(
                table,
                new UnsafeBuffer(new byte[0]),
                0,
                0,
                (key, keyAt, keyLength, value, at, length) -> ++rows[0] > 0);
        return rows[0];
    }

    private int messagesReferredTo() {
        Set<String> numbers = new HashSet<>();
        live.forEach(session -> {
            int shard = SHARDS.shardOf(session.clientId());
            session.state().queue().forEach(each -> add(numbers, shard, each));
            session.state()
                    .window()
                    .forEach((id, inState, delivery) -> add(numbers, shard, delivery));
        });
        return numbers.size();
    }

    private static void add(Set<String> numbers, int shard, @Nullable Delivery delivery) {
        if (delivery != null && delivery.stored() != null) {
            numbers.add(shard + "/" + delivery.stored().number());
        }
    }

    private Sessions sessions(KeepingJournal to) {
        return new Sessions(
                core,
                new CommitGate(to, Durability.SYNC),
                SHARDS,
                LIMITS,
                new MqttCounters(),
                1,
                () -> false,
                new Sessions.Surroundings() {
                    @Override
                    public void publish(MqttSession session, Will will) {
                        session.will(null);
                    }

                    @Override
                    public void drop(MqttSession session) {}

                    @Override
                    public void giveBack(String group, int shard, Message message) {}
                });
    }
}
