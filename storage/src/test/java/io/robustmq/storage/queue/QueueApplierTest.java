package io.robustmq.storage.queue;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.JournalPoint;
import io.robustmq.storage.state.SimulatedState;
import io.robustmq.storage.state.StateBatch;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What frames come to in the tables, byte by byte. */
class QueueApplierTest {
    private static final int SHARD = 0x0102;
    private static final HexFormat HEX = HexFormat.of();

    private final SimulatedState state = new SimulatedState(new Random(1), 1);
    private final QueueApplier applier = new QueueApplier();
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[512]);

    private void apply(int type, long position, int length) {
        StateBatch batch = new StateBatch();
        applier.apply(SHARD, type, position, frame, 0, length, batch);
        state.write(batch, JournalPoint.start(1));
    }

    private List<String> table(int table) {
        List<String> entries = new ArrayList<>();
        state.entries()
                .forEach((key, value) -> {
                    if (key[0] == table) {
                        entries.add(HEX.formatHex(key, 1, key.length) + "=" + HEX.formatHex(value));
                    }
                });
        return entries;
    }

    private void enqueue(long position, String body, long... queues) {
        EnqueuedFlyweight.putHeader(frame, Durability.SYNC, queues.length, body.length());
        for (int i = 0; i < queues.length; i++) {
            EnqueuedFlyweight.putReference(frame, i, queues[i], 5, 0x99, queues.length > 1);
        }
        int at = EnqueuedFlyweight.bodyAt(queues.length);
        frame.putBytes(at, body.getBytes(US_ASCII));
        apply(QueueFrameType.ENQUEUED, position, at + body.length());
    }

    private void remove(long queue, long number, int left, boolean wasReturned) {
        HeadFlyweight.put(frame, queue, 1, 2, 3, 0);
        RemovedFlyweight.putItems(frame, 1);
        RemovedFlyweight.putItem(frame, 0, 5, number, left, wasReturned);
        apply(QueueFrameType.REMOVED, 900, RemovedFlyweight.bytes(1));
    }

    @Test
    void shouldKeepTheBodyOfAMessageThatOneQueueHasInItsRow() {
        enqueue(0x40, "ab", 0x20);

        assertThat(table(QueueTables.ROWS))
                .containsExactly(
                        "0102" + "0000000000000020" + "0000000000000005" + "00=" + "006162");
        assertThat(table(QueueTables.MESSAGES)).isEmpty();
        assertThat(table(QueueTables.TAILS))
                .containsExactly(
                        "0102"
                                + "0000000000000020="
                                + "0600000000000000"
                                + "9900000000000000"
                                + "0000000000000000");
    }

    @Test
    void shouldKeepAMessageThatSeveralQueuesHaveOnceAndFreeItWithTheLast() {
        enqueue(0x40, "ab", 0x20, 0x30);
        assertThat(table(QueueTables.ROWS))
                .containsExactly(
                        "0102"
                                + "0000000000000020"
                                + "0000000000000005"
                                + "00="
                                + "01"
                                + "4000000000000000"
                                + "02000000",
                        "0102"
                                + "0000000000000030"
                                + "0000000000000005"
                                + "00="
                                + "01"
                                + "4000000000000000"
                                + "02000000");
        assertThat(table(QueueTables.MESSAGES))
                .containsExactly("0102" + "0000000000000040" + "00=" + "02000000" + "6162");

        remove(0x20, 0x40, 1, false);
        assertThat(table(QueueTables.ROWS)).hasSize(1);
        assertThat(table(QueueTables.MESSAGES))
                .containsExactly(
                        "0102" + "0000000000000040" + "00=" + "02000000" + "6162",
                        "0102" + "0000000000000040" + "01=" + "01000000");
        assertThat(table(QueueTables.HEADS))
                .containsExactly(
                        "0102"
                                + "0000000000000020="
                                + "0100000000000000"
                                + "0200000000000000"
                                + "0300000000000000"
                                + "0000000000000000");

        remove(0x30, 0x40, 0, false);
        assertThat(table(QueueTables.ROWS)).isEmpty();
        assertThat(table(QueueTables.MESSAGES)).isEmpty();
    }

    @Test
    void shouldCountHowOftenAMessageWasGivenBackAndForgetItWithTheMessage() {
        enqueue(0x40, "ab", 0x20);

        ReturnedFlyweight.putHeader(frame, 0x20, 1);
        ReturnedFlyweight.putItem(frame, 0, 5, 3);
        apply(QueueFrameType.RETURNED, 500, ReturnedFlyweight.bytes(1));

        assertThat(table(QueueTables.ROWS))
                .contains("0102" + "0000000000000020" + "0000000000000005" + "01=" + "03000000");
        remove(0x20, Messages.UNSHARED, 0, true);
        assertThat(table(QueueTables.ROWS)).isEmpty();
    }

    @Test
    void shouldTakeOutARangeInOneItem() {
        for (int i = 0; i < 600; i++) {
            EnqueuedFlyweight.putHeader(frame, Durability.SYNC, 1, 0);
            EnqueuedFlyweight.putReference(frame, 0, 0x20, i, 0, false);
            apply(QueueFrameType.ENQUEUED, i * 64L, EnqueuedFlyweight.bodyAt(1));
        }

        HeadFlyweight.put(frame, 0x20, 1, 2, 3, 0);
        RemovedFlyweight.putItems(frame, 2);
        RemovedFlyweight.putItem(frame, 0, 0, Messages.UNSHARED, 0, false);
        RemovedFlyweight.putItem(frame, 1, 300, Messages.UNSHARED, 0, false);
        for (int i = 1; i < 257; i++) {
            RemovedFlyweight.extend(frame, 0);
        }
        RemovedFlyweight.extend(frame, 1);
        apply(QueueFrameType.REMOVED, 90_000, RemovedFlyweight.bytes(2));

        assertThat(table(QueueTables.ROWS)).hasSize(600 - 257 - 2);
        assertThat(table(QueueTables.ROWS).getFirst()).contains("0000000000000101" + "00=");
    }

    @Test
    void shouldLeaveNothingOfADeletedQueue() {
        frame.putStringWithoutLengthUtf8(0, "name");
        apply(QueueFrameType.DECLARED, 0x20, 4);
        assertThat(table(QueueTables.QUEUES))
                .containsExactly("0102" + "0000000000000020=" + "6e616d65");
        enqueue(0x40, "ab", 0x20);
        remove(0x20, Messages.UNSHARED, 0, false);
        enqueue(0x80, "cd", 0x20);

        frame.putLong(0, 0x20, java.nio.ByteOrder.LITTLE_ENDIAN);
        apply(QueueFrameType.DELETED, 0x100, Long.BYTES);

        assertThat(state.entries()).isEmpty();
    }

    @Test
    void shouldRememberASenderWithItsMessageUntilItIsForgotten() {
        EnqueuedFlyweight.putHeader(frame, Durability.SYNC, 0, 0);
        EnqueuedFlyweight.putSender(frame, 0x77, 9, 0x55);
        apply(QueueFrameType.ENQUEUED, 0x40, EnqueuedFlyweight.bodyAt(0));
        assertThat(table(QueueTables.SENDERS))
                .containsExactly(
                        "0102" + "0000000000000077=" + "0900000000000000" + "5500000000000000");

        frame.putLong(0, 0x77, java.nio.ByteOrder.LITTLE_ENDIAN);
        apply(QueueFrameType.SENDER_FORGOTTEN, 0x80, Long.BYTES);

        assertThat(state.entries()).isEmpty();
    }
}
