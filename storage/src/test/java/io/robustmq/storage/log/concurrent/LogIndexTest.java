package io.robustmq.storage.log.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogIndexTest {
    private final LogIndex index = new LogIndex(1, 0, new AtomicLong());

    /** Entries at record offsets 0, 10, 20 …, each 1,000 bytes and 100 ms apart. */
    private void fill(int entries) {
        for (int i = 0; i < entries; i++) {
            index.add(10L * i, 5_000L * i, 1_000L * i, 100L * i - 1);
            index.end(10L * (i + 1), 1_000L * (i + 1), 100L * i);
        }
    }

    private static TierPiece piece(long first, long end) {
        return new TierPiece(first, end, 100 * first, 100 * (end - first), 10 * end - 1);
    }

    @Test
    void shouldKnowTheLastEntryThatIsNotBehindARecordOffset() {
        fill(9);

        assertThat(index.journalPosition(0)).isZero();
        assertThat(index.journalPosition(9)).isZero();
        assertThat(index.journalPosition(10)).isEqualTo(5_000);
        assertThat(index.journalPosition(1_000)).isEqualTo(40_000);
        assertThat(new LogIndex(2, 0, new AtomicLong()).journalPosition(0))
                .isEqualTo(LogIndex.NONE);
    }

    @Test
    void shouldTellWhatIsOlderThanATime() {
        fill(9);

        assertThat(index.offsetOlderThan(0)).isZero();
        assertThat(index.offsetOlderThan(100)).isEqualTo(10);
        assertThat(index.offsetOlderThan(450)).isEqualTo(40);
        assertThat(index.offsetBeforeTimestamp(450)).isEqualTo(40);
        assertThat(index.offsetBeforeTimestamp(0)).isZero();
    }

    @Test
    void shouldTellFromWhereOnSoManyBytesAreKept() {
        fill(9);

        assertThat(index.offsetOfLast(2_500, 9_000)).isEqualTo(60);
        assertThat(index.offsetOfLast(9_000, 9_000)).isZero();
        assertThat(index.offsetOfLast(9_001, 9_000)).isEqualTo(LogIndex.NONE);
    }

    @Test
    void shouldSendToThePiecesWhatTheyHold() {
        fill(9);
        index.add(piece(0, 30));
        index.add(piece(30, 50));

        assertThat(index.piece(29)).isNotNull().extracting(TierPiece::endOffset).isEqualTo(30L);
        assertThat(index.piece(30)).isNotNull().extracting(TierPiece::endOffset).isEqualTo(50L);
        assertThat(index.piece(50)).isNull();
        assertThat(index.firstNeeded()).isEqualTo(25_000);
        assertThat(index.count()).isEqualTo(4);
        assertThat(index.offsetOlderThan(350)).isEqualTo(30);
        assertThat(index.offsetOfLast(6_500, 9_000)).as("a whole piece less").isZero();
        assertThat(index.offsetOfLast(6_000, 9_000)).isEqualTo(30);
        assertThat(index.offsetBeforeTimestamp(299)).isZero();
        assertThat(index.offsetBeforeTimestamp(300)).isEqualTo(30);
    }

    @Test
    void shouldForgetWhatIsDeleted() {
        fill(9);
        index.add(piece(0, 30));

        index.start(55);

        assertThat(index.pieces()).isEmpty();
        assertThat(index.firstNeeded()).isEqualTo(25_000);
        assertThat(index.journalPosition(55)).isEqualTo(25_000);
        index.start(90);
        assertThat(index.firstNeeded()).as("nothing is needed").isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldTellHowMuchIsNeededBeforeAJournalPosition() {
        fill(9);

        assertThat(index.neededBefore(0)).isZero();
        assertThat(index.neededBefore(5_000)).isEqualTo(1_000);
        assertThat(index.neededBefore(1 << 20)).isEqualTo(9_000);
        index.start(30);
        assertThat(index.neededBefore(20_000)).isEqualTo(1_000);
        assertThat(index.neededBefore(10_000)).isZero();
        index.delete();
        assertThat(index.neededBefore(1 << 20)).isZero();
    }

    private static TierPiece compacted(long first, long end, long bytes, long cleanEnd) {
        return new TierPiece(first, end, 100 * end - bytes, bytes, 10 * end - 1, 1, cleanEnd, 0);
    }

    @Test
    void shouldPutAPieceInPlaceOfThoseThatItCovers() {
        fill(9);
        index.add(piece(0, 10));
        index.add(piece(10, 30));
        index.add(piece(30, 50));

        index.add(compacted(0, 30, 700, 30));

        assertThat(index.pieces()).extracting(TierPiece::firstOffset).containsExactly(0L, 30L);
        assertThat(index.pieces().getFirst().generation()).isEqualTo(1);
        assertThat(index.tieredEnd()).isEqualTo(50);
        assertThat(index.firstNeeded()).isEqualTo(25_000);
        index.add(compacted(30, 50, 100, 50));
        assertThat(index.pieces()).extracting(TierPiece::endOffset).containsExactly(30L, 50L);
    }

    @Test
    void shouldKnowHowFarItWasCompacted() {
        fill(9);
        assertThat(index.cleanEnd()).isZero();
        index.add(piece(0, 10));
        index.add(piece(10, 30));
        index.add(piece(30, 50));
        assertThat(index.cleanEnd()).isZero();

        index.add(compacted(0, 30, 700, 30));
        assertThat(index.cleanEnd()).isEqualTo(30);
        index.add(compacted(30, 50, 700, 37));
        assertThat(index.cleanEnd()).as("a part of a piece").isEqualTo(37);
        index.start(60);

        assertThat(index.cleanEnd()).as("what is deleted needs nothing").isEqualTo(60);
    }

    @Test
    void shouldCountTheBytesThatCompactionLeft() {
        fill(9);
        index.add(piece(0, 30));
        index.add(piece(30, 50));

        index.add(compacted(0, 30, 700, 30));

        assertThat(9_000 - index.startLogPosition()).isEqualTo(700 + 2_000 + 4_000);
        assertThat(index.tieredEndLogPosition()).isEqualTo(5_000);
        assertThat(index.offsetOfLast(6_700, 9_000)).isZero();
        assertThat(index.offsetOfLast(6_701, 9_000)).isEqualTo(LogIndex.NONE);
        assertThat(index.offsetOfLast(6_000, 9_000)).isEqualTo(30);
        assertThat(index.offsetOfLast(4_000, 9_000)).isEqualTo(50);
        assertThat(index.offsetOfLast(2_500, 9_000)).isEqualTo(60);
    }

    @Test
    void shouldTakeNoEntryTwice() {
        fill(3);
        index.add(20, 1, 1, 1);
        index.add(5, 1, 1, 1);

        assertThat(index.count()).isEqualTo(3);
    }

    @Test
    void shouldNeverShowAReaderAHoleWhilePiecesAreAdded() throws InterruptedException {
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicLong holes = new AtomicLong();
        index.add(0, 0, 0, -1);
        index.end(10, 1_000, -1);
        Thread reader =
                new Thread(() -> {
                    for (long offset = 0; !isOver.get(); offset = (offset + 7) % 10) {
                        boolean isInPiece = index.piece(offset) != null;
                        if (!isInPiece
                                && index.journalPosition(offset) == LogIndex.NONE
                                && index.piece(offset) == null) {
                            holes.incrementAndGet();
                        }
                    }
                });
        reader.start();

        for (int i = 1; i < 20_000; i++) {
            index.add(10L * i, 5_000L * i, 1_000L * i, i);
            index.end(10L * (i + 1), 1_000L * (i + 1), 100L * i);
            if (i == 10_000) {
                index.add(piece(0, 50_000));
            }
        }
        isOver.set(true);
        reader.join();

        assertThat(holes).hasValue(0);
    }
}
