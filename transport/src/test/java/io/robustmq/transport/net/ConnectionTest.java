package io.robustmq.transport.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.transport.core.FakeCore;
import io.robustmq.transport.memory.ChunkPool;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What a connection borrows for its output, and when it gives that back. */
class ConnectionTest {
    private final FakeCore core = new FakeCore();
    private final SilentConnection connection = new SilentConnection(core, new DirtyConnections());
    private int released;

    private boolean borrow(int length) {
        return connection.sendBorrowed(
                new UnsafeBuffer(new byte[length]), length, () -> released++);
    }

    @Test
    void shouldGiveBackNoBytesAtOnceAndSendNothing() {
        assertThat(borrow(0)).isTrue();

        assertThat(released).isOne();
        assertThat(connection.chunks()).isZero();
    }

    @Test
    void shouldGoOnBehindABorrowOfNoBytes() {
        connection.claim(1);
        borrow(0);
        borrow(2);
        connection.claim(3);

        assertThat(connection.pendingBytes()).isEqualTo(6);
        assertThat(connection.chunks()).isEqualTo(3);

        connection.sendAll();

        assertThat(connection.chunks()).isZero();
        assertThat(released).isEqualTo(2);
    }

    @Test
    void shouldNotTakeWhatIsBeyondTheLimit() {
        connection.claim(1);

        assertThat(borrow(SilentConnection.OUTPUT_LIMIT_BYTES)).isFalse();

        assertThat(released).isZero();
        assertThat(connection.pendingBytes()).isOne();
    }

    @Test
    void shouldHoldABodyUntilItsLastPieceIsSent() {
        PiecesOfBody body = new PiecesOfBody(60, 40, 0, 30);

        int next = connection.sendBody(body, 0);
        body.release(); // by who made it
        assertThat(next).isEqualTo(3);
        assertThat(body.isGone()).isFalse();
        connection.sendAll();

        assertThat(body.isGone()).isTrue();
    }

    @Test
    void shouldNotLoseABodyOverAPieceWithoutBytes() {
        PiecesOfBody body = new PiecesOfBody(0);

        assertThat(connection.sendBody(body, 0)).isOne();
        connection.appendBody(body);

        assertThat(body.isGone()).isFalse();
        assertThat(connection.chunks()).isZero();
    }

    @Test
    void shouldTakeASmallBlockForAHeadBehindABody() {
        connection.outputLimit(1 << 20);
        for (int i = 0; i < 8; i++) {
            connection.claim(1);
            borrow(10);
        }

        assertThat(core.chunks().inUseBytes()).isEqualTo(8 * ChunkPool.CLASS_BYTES[0]);
    }

    @Test
    void shouldGiveAReaderItsShareBesideOneThatTookHalfOfTheMemory() {
        SilentConnection stalled = new SilentConnection(core, new DirtyConnections());
        stalled.outputLimit(Connection.LIMIT_BYTES_MAX);
        connection.outputLimit(Connection.LIMIT_BYTES_MAX);
        int largest = ChunkPool.CLASS_BYTES[ChunkPool.CLASS_BYTES.length - 1];
        while (stalled.claim(largest) >= 0) {
            assertThat(core.chunks().inUseBytes()).isLessThan(core.chunks().budgetBytes());
        }
        long share = core.chunks().budgetBytes() / 4 / 2;

        while (connection.claim(largest) >= 0) {
            assertThat(connection.pendingBytes()).isLessThanOrEqualTo((int) share);
        }

        assertThat(connection.pendingBytes()).isEqualTo((int) share);
        assertThat(core.chunks().inUseBytes())
                .isLessThanOrEqualTo(core.chunks().budgetBytes() / 4 * 3 + largest);
    }

    @Test
    void shouldGiveBackWhatIsNeverSent() {
        PiecesOfBody body = new PiecesOfBody(500, 500);
        connection.claim(1);
        connection.appendBody(body); // beyond the limit, since it is borrowed
        body.release();

        connection.abort();

        assertThat(body.isGone()).isTrue();
        assertThat(core.chunks().inUseBytes()).isZero();
    }
}
