package io.robustmq.transport.net.raw;

import static io.robustmq.transport.net.raw.TestBed.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.transport.core.CoreCell;
import io.robustmq.transport.core.CoreConfig;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.EchoHandler;
import io.robustmq.transport.net.TransportKind;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a peer gets of what a handler claims, borrows, and leaves unsent. */
@ParameterizedClass
@MethodSource("io.robustmq.transport.net.raw.Transports#raw")
class RawOutputTest {
    private static final int MORE_THAN_SOCKETS_BUFFER = 32 << 20;

    private final CoreConfig config;

    /** How often onWritable had come when a claim was refused last; written on the core. */
    private final int[] lastRefusal = {0};

    RawOutputTest(TransportKind kind) {
        config = CoreConfig.of(kind);
    }

    @Test
    void shouldEchoPiecesOfRandomSize() throws Exception {
        byte[] sent = random(8 << 20);
        try (TestBed bed = TestBed.listening(config, EchoHandler::new);
                Socket client = bed.client()) {
            Thread writer = Thread.ofVirtual().start(() -> writeInPieces(client, sent));
            byte[] back = new DataInputStream(client.getInputStream()).readNBytes(sent.length);
            writer.join();

            assertThat(back).isEqualTo(sent);
            await("all output memory given back", () -> bed.core.chunks().inUseBytes() == 0);
        }
    }

    @Test
    void shouldSendManySmallClaimsOfOneCycleInOrder() throws Exception {
        try (Served<RecordingHandler> served = new Served<>(config, RecordingHandler::new);
                Socket client = served.bed.client()) {
            RecordingHandler handler = served.next();
            served.bed.onCore(() -> {
                for (int i = 0; i < 100_000; i++) {
                    int at = handler.connection.claim(Integer.BYTES);
                    handler.connection.output().putInt(at, i);
                }
                return null;
            });

            UnsafeBuffer got =
                    new UnsafeBuffer(
                            new DataInputStream(client.getInputStream())
                                    .readNBytes(100_000 * Integer.BYTES));
            for (int i = 0; i < 100_000; i++) {
                assertThat(got.getInt(i * Integer.BYTES)).isEqualTo(i);
            }
            assertThat(served.bed.count(CoreCell.SENDS)).isLessThan(20);
        }
    }

    @Test
    void shouldRefuseClaimsAtTheBoundAndTellWhenThereIsRoom() throws Exception {
        try (Served<RecordingHandler> served = new Served<>(config, RecordingHandler::new);
                Socket client = served.bed.client()) {
            RecordingHandler handler = served.next();
            long claimed = claimUntilThePeerMustRead(served, handler);
            assertThat(served.bed.onCore(() -> handler.connection.pendingBytes()))
                    .isBetween(1, handler.connection.outputLimit());

            byte[] got = client.getInputStream().readNBytes((int) claimed);

            for (int i = 0; i < got.length; i++) {
                assertThat(got[i]).isEqualTo((byte) (i % 1000 % 127));
            }
            await("room after the last refusal", () -> handler.writableCalls > lastRefusal[0]);
            assertThat(served.bed.onCore(() -> handler.connection.pendingBytes())).isZero();
            assertThat(handler.writableCalls).as("once a refusal").isEqualTo(lastRefusal[0] + 1);
        }
    }

    @Test
    void shouldSendBorrowedBytesBetweenClaimsAndGiveThemBack() throws Exception {
        byte[] body = random(3_000_000);
        UnsafeBuffer slab = new UnsafeBuffer(java.nio.ByteBuffer.allocateDirect(4_000_000));
        slab.putBytes(0, body);
        int[] released = {0};
        try (Served<RecordingHandler> served = new Served<>(config, RecordingHandler::new);
                Socket client = served.bed.client()) {
            RecordingHandler handler = served.next();
            boolean taken =
                    served.bed.onCore(() -> {
                        Connection connection = handler.connection;
                        connection.outputLimit(4 << 20);
                        int at = connection.claim(1);
                        connection.output().putByte(at, (byte) 'a');
                        boolean borrowed =
                                connection.sendBorrowed(slab, body.length, () -> released[0]++);
                        at = connection.claim(1);
                        connection.output().putByte(at, (byte) 'z');
                        return borrowed;
                    });
            byte[] got = client.getInputStream().readNBytes(body.length + 2);

            assertThat(taken).isTrue();
            assertThat(got[0]).isEqualTo((byte) 'a');
            assertThat(got[body.length + 1]).isEqualTo((byte) 'z');
            assertThat(java.util.Arrays.copyOfRange(got, 1, body.length + 1)).isEqualTo(body);
            await("one release", () -> onCore(served, () -> released[0]) == 1);
        }
    }

    @Test
    void shouldFlushWhatWasClaimedBeforeAClose() throws Exception {
        try (Served<RecordingHandler> served = new Served<>(config, RecordingHandler::new);
                Socket client = served.bed.client()) {
            client.getOutputStream().write(new byte[1_000_000]); // unread input must not reset it
            RecordingHandler handler = served.next();
            served.bed.onCore(() -> {
                handler.connection.outputLimit(2_000_000);
                for (int i = 0; i < 1_000; i++) {
                    int at = handler.connection.claim(1_000);
                    handler.connection.output().setMemory(at, 1_000, (byte) i);
                }
                handler.connection.close();
                return null;
            });
            byte[] got = client.getInputStream().readAllBytes();

            assertThat(got).hasSize(1_000_000);
            assertThat(handler.closed.await(TestBed.TIMEOUT_S, TimeUnit.SECONDS)).isTrue();
            client.close();
            await("the socket's end", () -> served.bed.count(CoreCell.CONNECTIONS_CLOSED) == 1);
            assertThat(handler.closedCalls).isOne();
        }
    }

    @Test
    void shouldAnswerAPeerThatClosedItsHalf() throws Exception {
        byte[] sent = random(300_000);
        try (TestBed bed = TestBed.listening(config, EchoHandler::new);
                Socket client = bed.client()) {
            client.getOutputStream().write(sent);
            client.shutdownOutput();
            byte[] got = client.getInputStream().readAllBytes();

            assertThat(got).isEqualTo(sent);
            await("the socket's end", () -> bed.count(CoreCell.CONNECTIONS_CLOSED) == 1);
        }
    }

    @Test
    void shouldAbortWithASendUnderWayAndGiveMemoryBackOnce() throws Exception {
        try (Served<RecordingHandler> served = new Served<>(config, RecordingHandler::new);
                Socket client = served.bed.client()) {
            RecordingHandler handler = served.next();
            claimUntilThePeerMustRead(served, handler);
            int heard =
                    served.bed.onCore(() -> {
                        handler.connection.abort();
                        handler.connection.abort();
                        return handler.writableCalls;
                    });
            assertThat(handler.closed.await(TestBed.TIMEOUT_S, TimeUnit.SECONDS)).isTrue();
            await("the socket's end", () -> served.bed.count(CoreCell.CONNECTIONS_CLOSED) == 1);

            assertThat(served.bed.onCore(() -> served.bed.core.chunks().inUseBytes())).isZero();
            assertThat(served.bed.onCore(() -> handler.connection.claim(1)))
                    .isEqualTo(Connection.BACK_PRESSURED);
            assertThat(handler.closedCalls).isOne();
            assertThat(handler.writableCalls).isEqualTo(heard);
        }
    }

    @Test
    void shouldEndWhenThePeerResets() throws Exception {
        try (Served<RecordingHandler> served = new Served<>(config, RecordingHandler::new)) {
            Socket client = served.bed.client();
            RecordingHandler handler = served.next();
            claimUntilThePeerMustRead(served, handler);
            client.setSoLinger(true, 0);
            client.close();

            assertThat(handler.closed.await(TestBed.TIMEOUT_S, TimeUnit.SECONDS)).isTrue();
            await("the socket's end", () -> served.bed.count(CoreCell.CONNECTIONS_CLOSED) == 1);
            assertThat(served.bed.onCore(() -> served.bed.core.chunks().inUseBytes())).isZero();
        }
    }

    /** Claims pieces of a known pattern over many cycles until both sockets' buffers are full. */
    private long claimUntilThePeerMustRead(
            Served<RecordingHandler> served, RecordingHandler handler) throws Exception {
        long claimed = 0;
        int stuckFor = 0;
        while (stuckFor < 50) {
            int pieces = served.bed.onCore(() -> claimPieces(handler));
            claimed += pieces * 1000L;
            stuckFor = pieces == 0 ? stuckFor + 1 : 0;
            assertThat(claimed).isLessThan(MORE_THAN_SOCKETS_BUFFER);
        }
        return claimed;
    }

    private int claimPieces(RecordingHandler handler) {
        Connection connection = handler.connection;
        for (int pieces = 0; ; pieces++) {
            int at = connection.claim(1000);
            if (at == Connection.BACK_PRESSURED) {
                lastRefusal[0] = handler.writableCalls;
                return pieces;
            }
            for (int i = 0; i < 1000; i++) {
                connection.output().putByte(at + i, (byte) (i % 127));
            }
        }
    }

    private static <T> T onCore(Served<?> served, java.util.function.Supplier<T> work) {
        try {
            return served.bed.onCore(work);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void writeInPieces(Socket client, byte[] bytes) {
        Random sizes = new Random(7);
        try {
            OutputStream out = client.getOutputStream();
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(1 + sizes.nextInt(200_000), bytes.length - at);
                out.write(bytes, at, length);
                at += length;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(42).nextBytes(bytes);
        return bytes;
    }
}
