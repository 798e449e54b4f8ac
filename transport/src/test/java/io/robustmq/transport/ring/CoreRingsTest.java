package io.robustmq.transport.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.transport.core.CoreCell;
import io.robustmq.transport.core.CoreCells;
import io.robustmq.transport.core.CoreErrors;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class CoreRingsTest {
    private static final int QUESTION = 7;
    private static final int RING_BYTES = 4096;

    private final CoreRings rings = new CoreRings(3, RING_BYTES);
    private final CoreCells cells = new CoreCells();
    private final CoreErrors errors = new CoreErrors("test", cells);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[512]);
    private final List<String> heard = new ArrayList<>();
    private final CoreOutbox out0 = rings.outbox(0);
    private final CoreInbox in1 = rings.inbox(1, this::hear, errors);
    private final CoreInbox in2 = rings.inbox(2, this::hear, errors);

    private void hear(int from, int type, org.agrona.DirectBuffer buffer, int offset, int length) {
        heard.add(from + ":" + type + ":" + buffer.getInt(offset) + ":" + length);
    }

    @Test
    void shouldDeliverRequestsOfEachCoreInOrder() {
        for (int i = 0; i < 3; i++) {
            message.putInt(0, i);
            assertThat(out0.to(1).offerRequest(QUESTION, message, 0, 4 + i)).isTrue();
        }

        assertThat(in1.drainRequests(2)).isEqualTo(2);
        assertThat(in1.drainRequests(2)).isOne();
        assertThat(heard).containsExactly("0:7:0:4", "0:7:1:5", "0:7:2:6");
        assertThat(in2.drainRequests(10)).isZero();
    }

    @Test
    void shouldRefuseRequestsWhenFullAndTakeThemAgainOnceDrained() {
        int taken = 0;
        while (out0.to(1).offerRequest(QUESTION, message, 0, 120)) {
            taken++;
        }
        assertThat(taken).isEqualTo(RING_BYTES / 128 - 1);
        assertThat(out0.to(1).refused()).isOne();
        assertThat(out0.to(2).offerRequest(QUESTION, message, 0, 120)).isTrue();

        in1.drainRequests(1_000);

        assertThat(out0.to(1).offerRequest(QUESTION, message, 0, 120)).isTrue();
    }

    @Test
    void shouldDrainPastTheRingsEndInOneCall() {
        for (int i = 0; i < 1_000; i++) {
            int length = 4 + i * 37 % 200;
            int written = 0;
            while (out0.to(1).offerRequest(QUESTION, message, 0, length)) {
                written++;
            }
            assertThat(in1.drainRequests(1_000)).isEqualTo(written);
        }
    }

    @Test
    void shouldGoOnAfterAMessageWhoseHandlerFails() {
        RingHandler failing =
                (from, type, buffer, offset, length) -> {
                    heard.add("called");
                    throw new IllegalStateException("as the test wants");
                };
        CoreInbox inbox = rings.inbox(1, failing, errors);
        out0.to(1).offerRequest(QUESTION, message, 0, 8);
        out0.to(1).offerRequest(QUESTION, message, 0, 8);

        assertThat(inbox.drainRequests(10)).isEqualTo(2);
        assertThat(heard).hasSize(2);
        assertThat(cells.get(CoreCell.ERRORS)).isEqualTo(2);
    }

    @Test
    void shouldCountCoresWrittenToOncePerFlush() {
        out0.to(1).offerRequest(QUESTION, message, 0, 8);
        out0.to(1).offerRequest(QUESTION, message, 0, 8);
        out0.to(2).offerRequest(QUESTION, message, 0, 8);

        assertThat(out0.flush()).isEqualTo(2);
        assertThat(out0.flush()).isZero();
    }
}
