package io.robustmq.transport.net.raw;

import static io.robustmq.transport.net.raw.TestBed.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.transport.core.CoreCell;
import io.robustmq.transport.core.CoreConfig;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.TransportKind;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a handler gets to see of the bytes a peer sends. */
@ParameterizedClass
@MethodSource("io.robustmq.transport.net.raw.Transports#raw")
class RawInputTest {
    private final CoreConfig config;

    RawInputTest(TransportKind kind) {
        config = CoreConfig.of(kind);
    }

    @Test
    void shouldJoinFramesSplitAnywhere() throws Exception {
        byte[] stream = {0, 3, 'a', 'b', 'c', 0, 0, 0, 1, 'd', 0, 2, 'e', 'f'};
        try (Served<FrameHandler> served = new Served<>(config, FrameHandler::new)) {
            for (int split = 1; split < stream.length; split++) {
                try (Socket client = served.bed.client()) {
                    client.setTcpNoDelay(true);
                    client.getOutputStream().write(stream, 0, split);
                    FrameHandler handler = served.next();
                    int whole = framesIn(stream, split);
                    await("frames before the split", () -> handler.frames == whole);
                    long read = served.bed.count(CoreCell.BYTES_RECEIVED);
                    client.getOutputStream().write(stream, split, stream.length - split);
                    await("all frames", () -> handler.frames == 4);

                    assertThat(handler.input()).asString().isEqualTo("abcdef");
                    assertThat(served.bed.count(CoreCell.BYTES_RECEIVED)).isGreaterThan(read);
                }
            }
        }
    }

    private static int framesIn(byte[] stream, int end) {
        int at = 0;
        int frames = 0;
        while (at + 2 <= end && at + 2 + stream[at + 1] <= end) {
            at += 2 + stream[at + 1];
            frames++;
        }
        return frames;
    }

    @Test
    void shouldJoinFramesLargerThanTheHeadroom() throws Exception {
        Random random = new Random(11);
        byte[] bodies = new byte[3_000_000];
        random.nextBytes(bodies);
        try (Served<FrameHandler> served =
                new Served<>(
                        config,
                        connection -> {
                            connection.carryLimit(64 << 10);
                            return new FrameHandler(connection);
                        })) {
            try (Socket client = served.bed.client()) {
                OutputStream out = client.getOutputStream();
                for (int at = 0; at < bodies.length; ) {
                    int length = Math.min(random.nextInt(60_000), bodies.length - at);
                    out.write(new byte[] {(byte) (length >> 8), (byte) length});
                    out.write(bodies, at, length);
                    at += length;
                }
                FrameHandler handler = served.next();
                await("all bodies", () -> handler.inputBytes() == bodies.length);

                assertThat(handler.input()).isEqualTo(bodies);
            }
        }
    }

    @Test
    void shouldShowAFrameOnceMoreWhenAllOfItIsThereToWhoTellsWhatItWaitsFor() throws Exception {
        byte[] body = new byte[60_000];
        new Random(5).nextBytes(body);
        try (Served<FrameHandler> served =
                new Served<>(
                        config,
                        connection -> {
                            connection.carryLimit(64 << 10);
                            return new FrameHandler(connection, true);
                        })) {
            try (Socket client = served.bed.client()) {
                OutputStream out = client.getOutputStream();
                client.setTcpNoDelay(true);
                out.write(new byte[] {(byte) (body.length >> 8), (byte) body.length});
                out.write(body, 0, 20_000);
                FrameHandler handler = served.next();
                await("the first part", () -> served.bed.count(CoreCell.BYTES_RECEIVED) == 20_002);
                int calls = handler.calls;
                out.write(body, 20_000, 20_000);
                await("the second part", () -> served.bed.count(CoreCell.BYTES_RECEIVED) == 40_002);
                out.write(body, 40_000, 20_000);
                out.write(new byte[] {0, 1, 'x', 0});
                await("both frames", () -> handler.frames == 2);

                assertThat(handler.calls - calls).isBetween(1, 3);
                assertThat(handler.inputBytes()).isEqualTo(body.length + 1);
            }
        }
    }

    @Test
    void shouldJoinFramesSplitAnywhereForWhoTellsWhatItWaitsFor() throws Exception {
        Random random = new Random(12);
        byte[] bodies = new byte[3_000_000];
        random.nextBytes(bodies);
        try (Served<FrameHandler> served =
                        new Served<>(
                                config,
                                connection -> {
                                    connection.carryLimit(64 << 10);
                                    return new FrameHandler(connection, true);
                                });
                Socket client = served.bed.client()) {
            OutputStream out = client.getOutputStream();
            for (int at = 0; at < bodies.length; ) {
                int length = Math.min(random.nextInt(60_000), bodies.length - at);
                out.write(new byte[] {(byte) (length >> 8), (byte) length});
                out.write(bodies, at, length);
                at += length;
            }
            FrameHandler handler = served.next();
            await("all bodies", () -> handler.inputBytes() == bodies.length);

            assertThat(handler.input()).isEqualTo(bodies);
        }
    }

    @Test
    void shouldCloseWhenMoreIsCarriedThanAllowed() throws Exception {
        try (Served<FrameHandler> served =
                new Served<>(
                        config,
                        connection -> {
                            connection.carryLimit(100);
                            return new FrameHandler(connection);
                        })) {
            try (Socket client = served.bed.client()) {
                client.getOutputStream().write(new byte[] {0x40, 0});
                client.getOutputStream().write(new byte[99]);
                FrameHandler handler = served.next();
                assertThat(handler.closed.await(TestBed.TIMEOUT_S, TimeUnit.SECONDS)).isTrue();

                assertThat(served.bed.count(CoreCell.CARRY_LIMIT_EXCEEDED)).isOne();
                assertThat(handler.frames).isZero();
            }
        }
    }

    @Test
    void shouldHoldInputWhilePausedAndDeliverItInOrder() throws Exception {
        byte[] sent = new byte[2_000_000];
        new Random(3).nextBytes(sent);
        try (Served<PausingHandler> served = new Served<>(config, PausingHandler::new);
                Socket client = served.bed.client()) {
            Thread writer = writing(client, sent);
            PausingHandler handler = served.next();
            await("the pause", () -> handler.calls > 0);

            for (int resumed = 1; handler.inputBytes() < sent.length; resumed++) {
                int calls = resumed;
                await("a call per resume", () -> handler.calls >= calls);
                served.bed.onCore(() -> {
                    handler.connection.resumeReading();
                    return null;
                });
            }
            writer.join();

            assertThat(handler.input()).isEqualTo(sent);
        }
    }

    @Test
    void shouldNotCallThePausedHandler() throws Exception {
        try (Served<PausingHandler> served = new Served<>(config, PausingHandler::new);
                Socket client = served.bed.client()) {
            client.getOutputStream().write(new byte[10]);
            PausingHandler handler = served.next();
            await("the pause", () -> handler.calls == 1);
            Thread writer = writing(client, new byte[8 << 20]); // more than both socket buffers
            try (Socket other = served.bed.client()) {
                PausingHandler second = served.next();
                for (int i = 1; i <= 100; i++) { // the core turns on meanwhile
                    int turn = i;
                    other.getOutputStream().write(i);
                    await("another connection's turn", () -> second.calls >= turn);
                    served.bed.onCore(() -> {
                        second.connection.resumeReading();
                        return null;
                    });
                }
            }

            assertThat(handler.calls).isOne();
            served.bed.onCore(() -> {
                handler.connection.abort();
                return null;
            });
            writer.join();
        }
    }

    @Test
    void shouldCloseTheConnectionWhoseHandlerThrowsAndLive() throws Exception {
        try (Served<RecordingHandler> served =
                new Served<>(
                        config,
                        connection ->
                                new RecordingHandler(connection) {
                                    @Override
                                    public int onBytes(
                                            DirectBuffer buffer, int offset, int length) {
                                        if (buffer.getByte(offset) == 'x') {
                                            throw new IllegalStateException("as the test wants");
                                        }
                                        return super.onBytes(buffer, offset, length);
                                    }
                                })) {
            try (Socket bad = served.bed.client();
                    Socket good = served.bed.client()) {
                RecordingHandler first = served.next();
                RecordingHandler second = served.next();
                bad.getOutputStream().write('x');
                assertThat(first.closed.await(TestBed.TIMEOUT_S, TimeUnit.SECONDS)).isTrue();
                good.getOutputStream().write('y');
                await("the other connection's byte", () -> second.inputBytes() == 1);

                assertThat(served.bed.count(CoreCell.ERRORS)).isOne();
                assertThat(first.closedCalls).isOne();
            }
        }
    }

    private static Thread writing(Socket client, byte[] bytes) {
        return Thread.ofVirtual()
                .start(() -> {
                    try {
                        client.getOutputStream().write(bytes);
                    } catch (java.io.IOException e) {
                        // The other side dropped the connection: its test asserts that.
                    }
                });
    }

    /** Takes at most 50,000 bytes, leaves the rest and pauses. */
    private static final class PausingHandler extends RecordingHandler {
        volatile int calls;

        PausingHandler(Connection connection) {
            super(connection);
        }

        @Override
        public int onBytes(DirectBuffer buffer, int offset, int length) {
            int taken = Math.min(length, 50_000);
            keep(buffer, offset, taken);
            connection.pauseReading();
            calls++;
            return taken;
        }
    }
}
