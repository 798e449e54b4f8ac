package io.robustmq.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class MemoryJournalTest {
    private final MemoryJournal journal = new MemoryJournal(4);
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[100]);

    @Test
    void shouldCommitWhatACycleAppendedAtItsEnd() {
        long position = journal.append(2, 7, Durability.SYNC, frame, 0, 33);

        assertThat(position).isEqualTo(64); // 24 of header + 33, on the next multiple of 8
        assertThat(journal.appended(2)).isEqualTo(position);
        assertThat(journal.committed(2)).isZero();

        assertThat(journal.doWork()).isEqualTo(1);
        assertThat(journal.committed(2)).isEqualTo(position);
        assertThat(journal.doWork()).isZero();
    }

    @Test
    void shouldCountEachShardsStreamApart() {
        journal.append(0, 1, Durability.SYNC, frame, 0, 8);
        long second = journal.append(3, 1, Durability.SYNC, frame, 0, 16);
        journal.doWork();

        assertThat(journal.committed(0)).isEqualTo(32);
        assertThat(journal.committed(3)).isEqualTo(second).isEqualTo(40);
        assertThat(journal.committed(1)).isZero();
    }

    @Test
    void shouldRefuseAFrameOutsideItsBuffer() {
        assertThatThrownBy(() -> journal.append(0, 1, Durability.SYNC, frame, 90, 11))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
