package io.robustmq.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.storage.journal.concurrent.AppendRing;
import io.robustmq.storage.journal.concurrent.StreamPositions;
import io.robustmq.storage.journal.concurrent.WriterState;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class CoreJournalTest {
    private static final int RING_BYTES = 1 << 10;

    private final AppendRing ring = new AppendRing(RING_BYTES);
    private final WriterState writer = new WriterState();
    private final long[] start = {0, 64, SegmentHeader.LOST};
    private final CoreJournal journal =
            new CoreJournal(ring, new StreamPositions(0, start), writer, start);
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[RING_BYTES]);

    private long append(int shard, int length) {
        return journal.append(shard, 1, Durability.SYNC, payload, 0, length);
    }

    @Test
    void shouldPutFramesInTheirStreamsOneBehindTheOther() {
        assertThat(append(0, 8)).isEqualTo(32);
        assertThat(append(1, 0)).isEqualTo(64 + 24);
        assertThat(append(0, 1)).isEqualTo(32 + 32);

        assertThat(FrameFlyweight.shardPosition(ring.buffer(), 0)).isZero();
        assertThat(FrameFlyweight.shardPosition(ring.buffer(), 32)).isEqualTo(64);
        assertThat(FrameFlyweight.shardPosition(ring.buffer(), 56)).isEqualTo(32);
        assertThat(journal.handOver()).isEqualTo(88);
    }

    @Test
    void shouldMakeTheLastFrameLonger() {
        payload.putByte(0, (byte) 7);
        append(0, 5);
        long appendedBefore = journal.appended(0);

        assertThat(extend(0, 1, 2)).isTrue();
        assertThat(journal.appended(0)).isEqualTo(appendedBefore);
        assertThat(extend(0, 1, 9)).isTrue();

        assertThat(FrameFlyweight.length(ring.buffer(), 0)).isEqualTo(24 + 16);
        assertThat(ring.buffer().getByte(24 + 5)).isEqualTo((byte) 7);
        assertThat(ring.buffer().getByte(24 + 7)).isEqualTo((byte) 7);
        assertThat(journal.appended(0)).isEqualTo(40);
        assertThat(journal.handOver()).isEqualTo(40);
        assertThat(append(0, 8)).isEqualTo(72);
        assertThat(FrameFlyweight.shardPosition(ring.buffer(), 40)).isEqualTo(40);
        journal.doWork();
        assertThat(FrameFlyweight.stepBytes(ring.buffer(), 0)).isEqualTo(72);
        assertThat(ring.syncUpTo()).isEqualTo(72);
    }

    @Test
    void shouldLeaveNoOldBytesBehindAFrameThatBecameLonger() {
        ring.buffer().setMemory(0, RING_BYTES, (byte) -1);

        append(0, 3);
        extend(0, 1, 6);

        assertThat(ring.buffer().getLong(32)).isZero();
    }

    @Test
    void shouldMakeNoFrameLongerThatIsHandedOverOrAnotherOrOfTheLongest() {
        assertThat(extend(0, 1, 8)).isFalse();
        append(0, 8);
        assertThat(extend(1, 1, 8)).isFalse();
        assertThat(extend(0, 2, 8)).isFalse();
        assertThat(extend(0, 1, journal.maxPayloadBytes() - 8)).isTrue();
        assertThat(extend(0, 1, 1)).isFalse();
        append(0, 8);
        journal.doWork();

        assertThat(extend(0, 1, 8)).isFalse();

        append(0, 8);
        writer.fence("the disk failed");
        assertThat(extend(0, 1, 8)).isFalse();
    }

    @Test
    void shouldMakeNoFrameLongerBeyondTheEndOfTheRing() {
        for (int i = 0; i < 8; i++) {
            append(0, journal.maxPayloadBytes() - 8);
        }
        assertThat(extend(0, 1, 8)).isTrue();
        append(0, 24);
        assertThat(journal.isBehind()).isFalse();

        assertThat(extend(0, 1, 16)).isFalse();
        append(0, 64);
        assertThat(journal.isBehind()).isTrue();

        assertThat(extend(0, 1, 1)).isFalse();
    }

    private boolean extend(int shard, int type, int length) {
        return journal.extend(shard, type, Durability.SYNC, payload, 0, length);
    }

    @Test
    void shouldTakeTheLongestPayloadAndNoLonger() {
        assertThat(journal.maxPayloadBytes()).isEqualTo(RING_BYTES / 8 - 24);
        assertThat(append(0, journal.maxPayloadBytes())).isEqualTo(RING_BYTES / 8);

        assertThatThrownBy(() -> append(0, journal.maxPayloadBytes() + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(journal.appended(0)).isEqualTo(RING_BYTES / 8);
    }

    @Test
    void shouldTakeKafkasLargestBatchWithItsHeadsThroughTheUsualRing() {
        int batchAndHeads = 1_048_588 + 32;

        assertThat(CoreJournal.maxPayloadBytes(8 << 20)).isGreaterThanOrEqualTo(batchAndHeads);
    }

    @Test
    void shouldKeepWhatTheRingHasNoRoomForInOrderAndSayThatItIsBehind() {
        for (int i = 0; i < 9; i++) {
            assertThat(journal.isBehind()).isEqualTo(i > 8);
            append(0, journal.maxPayloadBytes());
        }

        assertThat(journal.isBehind()).isTrue();
        assertThat(journal.doWork()).isEqualTo(8);
        assertThat(journal.doWork()).isZero();

        ring.written(ring.published(), RING_BYTES);
        assertThat(journal.doWork()).isEqualTo(1);
        assertThat(journal.isBehind()).isFalse();
        assertThat(FrameFlyweight.shardPosition(ring.buffer(), 0)).isEqualTo(RING_BYTES);
        assertThat(ring.syncUpTo()).isEqualTo(journal.handOver());
    }

    @Test
    void shouldTakeNothingMoreOnceTheJournalIsFenced() {
        append(0, 8);

        writer.fence("the disk failed");

        assertThat(append(0, 8)).isEqualTo(Journal.FENCED);
        assertThat(journal.appended(0)).isEqualTo(32);
        assertThat(writer.fencedBecause()).isEqualTo("the disk failed");
    }

    @Test
    void shouldTakeNothingForAShardThatLostFrames() {
        assertThat(append(2, 8)).isEqualTo(Journal.FENCED);
        assertThat(append(0, 8)).isEqualTo(32);
    }

    @Test
    void shouldPromiseNothingBeforeTheWriterSaidSo() {
        append(0, 8);
        journal.doWork();

        assertThat(journal.reached(Durability.MEMORY)).isEqualTo(32);
        assertThat(journal.reached(Durability.INTERVAL)).isZero();
        assertThat(journal.reached(Durability.SYNC)).isZero();
        ring.written(32, 32);
        assertThat(journal.reached(Durability.INTERVAL)).isEqualTo(32);
        assertThat(journal.reached(Durability.SYNC)).isZero();
        ring.committed(32);
        assertThat(journal.reached(Durability.SYNC)).isEqualTo(32);
    }

    @Test
    void shouldGiveItsCpuToAWriterWithoutOneWhileThatHasSomethingToSync() {
        append(0, 8);
        journal.doWork();
        assertThat(journal.needsCpu()).isFalse();

        writer.needsCpuOfCores(true);
        assertThat(journal.needsCpu()).isTrue();
        ring.written(32, 32);
        assertThat(journal.needsCpu()).isTrue();

        ring.committed(32);
        assertThat(journal.needsCpu()).isFalse();
        journal.append(0, 1, Durability.MEMORY, payload, 0, 8);
        assertThat(journal.needsCpu()).as("nobody waits").isFalse();
    }

    @Test
    void shouldSayToAllCoresWhileOneIsBehind() {
        for (int i = 0; i < 9; i++) {
            assertThat(writer.isAnyBehind()).isFalse();
            append(0, journal.maxPayloadBytes());
        }
        assertThat(writer.isAnyBehind()).isTrue();

        journal.doWork();
        assertThat(writer.isAnyBehind()).isTrue();
        ring.written(ring.published(), RING_BYTES);
        journal.doWork();

        assertThat(writer.isAnyBehind()).isFalse();
    }

    @Test
    void shouldFenceRatherThanKeepMoreThanItsBound() {
        Overflow overflow = new Overflow(RING_BYTES);
        CoreJournal bounded =
                new CoreJournal(ring, new StreamPositions(0, start), writer, start, overflow);
        for (int i = 0; i < 16; i++) {
            bounded.append(0, 1, Durability.SYNC, payload, 0, bounded.maxPayloadBytes());
        }
        assertThat(overflow.sizeBytes()).isEqualTo(RING_BYTES);
        assertThat(writer.isFenced()).isFalse();

        assertThat(bounded.append(0, 1, Durability.SYNC, payload, 0, 0)).isEqualTo(Journal.FENCED);

        assertThat(writer.fencedBecause()).contains("more under way than");
        assertThat(overflow.sizeBytes()).isEqualTo(RING_BYTES);
    }

    @Test
    void shouldShowTheWriterNoStepByHalves() {
        int longest = journal.maxPayloadBytes();
        for (int i = 0; i < 6; i++) {
            append(0, longest);
        }
        journal.doWork();
        for (int i = 0; i < 4; i++) {
            append(0, longest);
        }

        journal.doWork();
        assertThat(ring.published()).as("half of the step is in the ring").isEqualTo(6 * 128);
        assertThat(ring.claimed()).isEqualTo(RING_BYTES);

        ring.written(128, 128);
        journal.doWork();
        assertThat(ring.published()).isEqualTo(6 * 128);
        ring.written(2 * 128, 2 * 128);
        journal.doWork();
        assertThat(ring.published()).as("all of it").isEqualTo(10 * 128);
        assertThat(journal.isBehind()).isFalse();
    }

    @Test
    void shouldKeepStepsApartThatWaitTogether() {
        for (int i = 0; i < 7; i++) {
            append(0, journal.maxPayloadBytes());
        }
        journal.doWork();
        for (int step = 0; step < 3; step++) {
            append(0, journal.maxPayloadBytes());
            append(0, journal.maxPayloadBytes());
            journal.doWork();
        }
        assertThat(ring.published()).isEqualTo(7 * 128);

        ring.written(2 * 128, 2 * 128);
        journal.doWork();

        assertThat(ring.published())
                .as("one whole step, half of the next is there")
                .isEqualTo(9 * 128);
        assertThat(FrameFlyweight.stepBytes(ring.buffer(), 7 * 128)).isEqualTo(2 * 128);
        assertThat(FrameFlyweight.stepBytes(ring.buffer(), 128)).isEqualTo(2 * 128);
    }

    @Test // else the ring would be full of it, and nobody would go on
    void shouldShowPiecesOfAStepThatTheRingCannotHold() {
        for (int i = 0; i < 20; i++) {
            append(0, journal.maxPayloadBytes());
        }

        journal.doWork();

        assertThat(ring.published()).isEqualTo(RING_BYTES);
        assertThat(FrameFlyweight.stepBytes(ring.buffer(), 0)).isEqualTo(20 * 128);
        ring.written(RING_BYTES, 0);
        journal.doWork();
        assertThat(ring.published()).isEqualTo(2 * RING_BYTES);
        ring.written(2 * RING_BYTES, 0);
        journal.doWork();
        assertThat(ring.published()).isEqualTo(20 * 128);
        assertThat(journal.reached(Durability.INTERVAL)).isZero();
    }
}
