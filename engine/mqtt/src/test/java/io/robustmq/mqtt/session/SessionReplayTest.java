package io.robustmq.mqtt.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.Journal;
import io.robustmq.storage.journal.KeepingJournal;
import io.robustmq.transport.core.FakeCore;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the journal holds is the whole of every session that outlives its connection. */
class SessionReplayTest {
    private static final Shards SHARDS = new Shards(16, 1);
    private static final MqttConfig.Sessions LIMITS =
            new MqttConfig.Sessions(MqttConfig.Sessions.NEVER_EXPIRES, 20, 1 << 20, 16);
    private static final int STEPS = 3_000;

    /** A comparison looks at every identifier there is, so not each step has one. */
    private static final int STEPS_PER_LOOK = 50;

    private final Map<String, NamedOrigin> groups = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldRebuildEverySessionFromItsBytes(long seed) {
        FakeCore core = new FakeCore();
        KeepingJournal journal = new KeepingJournal();
        Sessions live = sessions(core, journal);
        RandomSessionLife life = new RandomSessionLife(core, live, new Random(seed));
        Sessions replayed = sessions(core, new KeepingJournal());
        int read = 0;

        for (int step = 0; step < STEPS; step++) {
            life.step();

            journal.doWork();
            for (; read < journal.frames().size(); read++) {
                replay(replayed, journal.frames().get(read));
            }
            if (step % STEPS_PER_LOOK == 0) {
                assertSame(replayed, live, "seed " + seed + " step " + step);
            }
        }
        assertThat(read).isGreaterThan(STEPS / 2);
    }

    private static void assertSame(Sessions replayed, Sessions live, String when) {
        int durable = 0;
        for (int i = 0; i < RandomSessionLife.clients(); i++) {
            MqttSession session = live.find(RandomSessionLife.clientId(i));
            if (session != null && session.isDurable()) {
                MqttSession again = Objects.requireNonNull(replayed.find(session.clientId()), when);
                assertThat(SessionPicture.of(again.state()))
                        .as(when)
                        .isEqualTo(SessionPicture.of(session.state()));
                durable++;
            }
        }
        assertThat(replayed.count()).as(when).isEqualTo(durable);
    }

    @Test
    void shouldWriteNothingForASessionThatEndsWithItsConnection() {
        KeepingJournal journal = new KeepingJournal();
        Sessions sessions = sessions(new FakeCore(), journal);
        FakeLink link = new FakeLink(new Random(0), 10);

        MqttSession session = sessions.open("c", true, 0, link).session();
        session.take(1);
        sessions.closed(session, link, false);

        assertThat(journal.frames()).isEmpty();
    }

    @Test
    void shouldGiveAReplayedMessageBackToItsGroupWhenTheSessionEnds() { // §4.8.2
        KeepingJournal journal = new KeepingJournal();
        FakeCore core = new FakeCore();
        Sessions live = sessions(core, journal);
        FakeLink link = new FakeLink(new Random(0), 10);
        MqttSession session = live.open("c", true, 60, link).session();
        live.closed(session, link, true);
        session.accept(
                EventBytes.publication(), 1, false, new int[0], new NamedOrigin("$share/g/f"));
        Sessions replayed = sessions(core, new KeepingJournal());
        journal.frames().forEach(frame -> replay(replayed, frame));

        replayed.open("c", true, 0, new FakeLink(new Random(0), 10));

        assertThat(Objects.requireNonNull(groups.get("$share/g/f")).returned).hasSize(1);
    }

    @Test
    void shouldRefuseAnotherVersionByName() {
        Sessions sessions = sessions(new FakeCore(), new KeepingJournal());
        byte[] frame = {1, 1, 0, 'c'};

        assertThatThrownBy(() ->
                        replay(
                                sessions,
                                new KeepingJournal.Frame(0, SessionEventType.OPENED, frame)))
                .hasMessage("session event of version 1; this build reads 2");
    }

    private static void replay(Sessions sessions, KeepingJournal.Frame frame) {
        byte[] padded = new byte[frame.payload().length + 13]; // it need not begin at 0
        System.arraycopy(frame.payload(), 0, padded, 5, frame.payload().length);
        sessions.replay(
                frame.shard(), frame.type(), new UnsafeBuffer(padded), 5, frame.payload().length);
    }

    private Sessions sessions(FakeCore core, Journal journal) {
        return new Sessions(
                core,
                new CommitGate(journal, Durability.SYNC),
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
                    public void giveBack(String group, int shard, Message message) {
                        groups.computeIfAbsent(group, NamedOrigin::new).onUnacknowledged(message);
                    }
                });
    }
}
