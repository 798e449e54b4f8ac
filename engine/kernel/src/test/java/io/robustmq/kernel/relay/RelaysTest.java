package io.robustmq.kernel.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kernel.cores.LinkedCores;
import io.robustmq.kernel.cores.Retries;
import io.robustmq.transport.core.FakeCore;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import io.robustmq.transport.net.DirtyConnections;
import io.robustmq.transport.net.FakeConnection;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Core 0 has the socket, core 1 is the home. */
class RelaysTest {
    private static final int OUTPUT_LIMIT_BYTES = 256 << 10;
    private static final int CARRY_LIMIT_BYTES = 16 << 10;
    private static final long HOUR_MS = 3_600_000;

    private final List<HomeHandler> homes = new ArrayList<>();
    private final FakeCore[] cores = {new FakeCore(0), new FakeCore(1)};
    private final Retries[] retries = {new Retries(), new Retries()};
    private final DirtyConnections dirty = new DirtyConnections();
    private final Relays[] relays = new Relays[2];
    private LinkedCores node = new LinkedCores(2, 1024);
    private boolean refusing;

    private FakeConnection open(int ringBytes) {
        node = new LinkedCores(2, ringBytes);
        for (int core = 0; core < 2; core++) {
            relays[core] =
                    new Relays(
                            cores[core],
                            node.links.get(core),
                            retries[core],
                            this::accept,
                            OUTPUT_LIMIT_BYTES);
        }
        FakeConnection socket =
                new FakeConnection(cores[0], dirty, OUTPUT_LIMIT_BYTES, CARRY_LIMIT_BYTES);
        socket.peerSubject("CN=peer");
        socket.handler(relays[0].relay(socket, 1));
        return socket;
    }

    private @Nullable ConnectionHandler accept(Connection connection) {
        if (refusing) {
            return null;
        }
        HomeHandler handler = new HomeHandler(connection);
        homes.add(handler);
        return handler;
    }

    private void cycle(int core) {
        node.links.get(core).drain();
        retries[core].doWork();
        relays[core].flush();
        node.links.get(core).flush();
        if (core == 0) {
            dirty.flushAll();
        }
    }

    private void settle() {
        for (int i = 0; i < 2_000; i++) {
            cycle(i % 2);
        }
    }

    private HomeHandler home() {
        return homes.getFirst();
    }

    @Test
    void shouldTellTheHomeWhoIsThere() {
        open(4096);
        settle();

        assertThat(home().connection.remoteAddress()).isEqualTo(FakeConnection.PEER);
        assertThat(home().connection.peerSubject()).isEqualTo("CN=peer");
        assertThat(relays[0].pipes()).isOne();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldCarryEveryByteInOrderBothWays(long seed) {
        Random random = new Random(seed);
        FakeConnection socket = open(1024 << random.nextInt(6));
        settle();
        ByteArrayOutputStream in = new ByteArrayOutputStream();
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        for (int step = 0; step < 300; step++) {
            byte[] bytes = bytes(random, 1 + random.nextInt(5_000));
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    if (socket.isReading()) {
                        in.writeBytes(bytes);
                        socket.receive(bytes);
                    }
                }
                case 2, 3 -> {
                    if (home().write(bytes)) {
                        out.writeBytes(bytes);
                    }
                }
                case 4 -> {
                    if (random.nextBoolean()) {
                        home().connection.pauseReading();
                    } else {
                        home().connection.resumeReading();
                    }
                }
                default -> home().appetite = random.nextBoolean() ? 100 : Integer.MAX_VALUE;
            }
            for (int i = random.nextInt(5); i > 0; i--) {
                cycle(random.nextInt(2));
            }
        }
        home().appetite = Integer.MAX_VALUE;
        home().connection.resumeReading();
        settle();

        assertThat(home().taken.toByteArray()).isEqualTo(in.toByteArray());
        assertThat(socket.sent()).isEqualTo(out.toByteArray());
        assertThat(socket.isReading()).isTrue();
    }

    @Test
    void shouldStopReadingWhenTheHomeTakesNothing() {
        FakeConnection socket = open(1 << 20);
        settle();
        home().connection.pauseReading();
        byte[] all = bytes(new Random(1), 3 * RelayMessages.WINDOW_BYTES);

        socket.receive(all);
        settle();

        assertThat(socket.isReading()).isFalse();
        assertThat(socket.carriedBytes())
                .as("what is not in the window stays with the socket")
                .isEqualTo(2 * RelayMessages.WINDOW_BYTES);
        home().connection.resumeReading();
        settle();
        assertThat(home().taken.toByteArray()).isEqualTo(all);
        assertThat(socket.isReading()).isTrue();
    }

    @Test
    void shouldStopReadingWhileTheRingIsFull() {
        FakeConnection socket = open(1024);
        settle();
        byte[] all = bytes(new Random(2), 10_000);

        socket.receive(all);

        assertThat(socket.isReading()).isFalse();
        assertThat(socket.carriedBytes()).isPositive();
        settle();
        assertThat(home().taken.toByteArray()).isEqualTo(all);
    }

    @Test
    void shouldFillTheHomesOutputWhenThePeerTakesNothing() {
        FakeConnection socket = open(1 << 20);
        settle();
        socket.stuck(true);
        byte[] some = bytes(new Random(3), 10_000);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        for (int i = 0; i < 1_000 && home().write(some); i++) {
            written.writeBytes(some);
            cycle(1);
            cycle(0);
        }
        settle();
        assertThat(home().write(some)).as("bounded").isFalse();
        assertThat(socket.pendingBytes()).isLessThanOrEqualTo(socket.outputLimit());

        socket.stuck(false);
        settle();

        assertThat(socket.sent()).isEqualTo(written.toByteArray());
        assertThat(home().writable).isPositive();
    }

    @Test
    void shouldSendEverythingBeforeItClosesForTheHome() {
        FakeConnection socket = open(1024);
        settle();
        byte[] last = bytes(new Random(4), 50_000);
        assertThat(home().write(last)).isTrue();

        home().connection.close();
        settle();

        assertThat(socket.sent()).isEqualTo(last);
        assertThat(socket.isOpen()).isFalse();
        assertThat(socket.isAborted()).isFalse();
        assertThat(home().closed).isOne();
        assertThat(relays[0].pipes()).isZero();
    }

    @Test
    void shouldAbortWhatDoesNotLeaveInTime() {
        FakeConnection socket = open(1 << 20);
        settle();
        socket.stuck(true);
        byte[] much = bytes(new Random(5), 100_000);
        while (home().write(much)) {
            settle();
        }
        home().connection.close();
        settle();
        assertThat(home().closed).isZero();

        cores[1].advanceMs(HOUR_MS);
        settle();

        assertThat(home().closed).isOne();
        assertThat(socket.isAborted()).isTrue();
    }

    @Test
    void shouldTellTheHomeOfASocketThatWentAwayWhileDataWasUnderWay() {
        FakeConnection socket = open(1024);
        settle();
        socket.receive(bytes(new Random(6), 20_000));
        home().write(bytes(new Random(7), 20_000));
        cycle(1);

        socket.cut();
        settle();

        assertThat(home().closed).isOne();
        assertThat(home().connection.isOpen()).isFalse();
        assertThat(relays[0].pipes()).isZero();
        assertThat(node.errors()).isZero();
    }

    @Test
    void shouldEndOnceWhenBothSidesCloseAtTheSameTime() {
        FakeConnection socket = open(4096);
        settle();

        home().connection.abort();
        socket.cut();
        settle();

        assertThat(home().closed).isOne();
        assertThat(relays[0].pipes()).isZero();
        assertThat(node.errors()).isZero();
    }

    @Test
    void shouldAbortAConnectionThatTheHomeRefuses() {
        refusing = true;
        FakeConnection socket = open(4096);
        settle();

        assertThat(socket.isAborted()).isTrue();
        assertThat(relays[0].pipes()).isZero();
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
