package io.robustmq.kernel.cores;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.transport.core.CoreCells;
import io.robustmq.transport.core.CoreErrors;
import io.robustmq.transport.ring.CoreRings;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What a full ring shows to the outside. */
class LinkCellTest {
    private static final int TYPE = MessageTypes.FIRST_OF_PROTOCOLS;
    private static final int RING_BYTES = 4096;
    private static final int MESSAGES = 20;

    private final NodeLinks node = new NodeLinks(new CoreRings(2, RING_BYTES), 1 << 20);
    private final CoreLinks sender = node.of(0, new CoreErrors("core 0", new CoreCells()));
    private final CoreLinks receiver = node.of(1, new CoreErrors("core 1", new CoreCells()));
    private final UnsafeBuffer body = new UnsafeBuffer(new byte[400]);
    private int received;

    @Test
    void shouldCountWhatFoundNoRoomUntilItIsOnItsWay() {
        receiver.on(TYPE, (from, tag, buffer, at, length) -> received++);

        for (int i = 0; i < MESSAGES; i++) {
            sender.post(1, TYPE, i, body, 0, body.capacity());
        }

        long waiting = node.cells(0).get(LinkCell.RING_WAITING);
        assertThat(waiting).isBetween(MESSAGES - RING_BYTES / 400L, MESSAGES - 1L);
        assertThat(node.cells(0).get(LinkCell.RING_REFUSALS)).isEqualTo(waiting);
        assertThat(node.cells(1).get(LinkCell.RING_REFUSALS)).isZero();
        assertThat(node.ringBytes(0, 1))
                .isBetween((MESSAGES - (int) waiting) * body.capacity(), RING_BYTES);
        assertThat(node.ringBytes(1, 0)).isZero();

        for (int cycle = 0; cycle < MESSAGES; cycle++) {
            receiver.drain();
            sender.flush();
        }

        assertThat(received).isEqualTo(MESSAGES);
        assertThat(node.cells(0).get(LinkCell.RING_WAITING)).isZero();
        assertThat(node.ringBytes(0, 1)).isZero();
    }
}
