package io.robustmq.storage.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.disk.DirectDisk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who follows the journal takes from memory what was written last, the rest from the disk. */
class RecentJournalTest implements FrameVisitor {
    private static final JournalConfig CONFIG =
            new JournalConfig(1, 1 << 20, 256 << 10, 1_000_000_000L);
    private static final int PAYLOAD_BYTES = 10_000;
    private static final int FRAMES = 30;

    @TempDir Path directory;
    private final List<Long> found = new ArrayList<>();
    private int whole;

    @Override
    public void onFrame(
            int shard,
            int type,
            long shardPosition,
            long journalPosition,
            DirectBuffer buffer,
            int offset,
            int length) {
        assertThat(length).isEqualTo(PAYLOAD_BYTES);
        found.add(buffer.getLong(offset, LITTLE_ENDIAN));
        whole += buffer.getLong(offset + length - Long.BYTES, LITTLE_ENDIAN) == -1 ? 1 : 0;
    }

    @Override
    public int payloadBytesSeen(int type) {
        return Long.BYTES;
    }

    private NodeJournal written(int recentBytes) throws IOException {
        NodeJournal journal =
                new NodeJournal(
                        new DirectDisk(directory.resolve("journal"), recentBytes),
                        new DirectDisk(directory.resolve("quarantine"), recentBytes),
                        CONFIG,
                        new Runnable[] {() -> {}},
                        JournalPoint.start(1),
                        this);
        UnsafeBuffer payload = new UnsafeBuffer(new byte[PAYLOAD_BYTES]);
        payload.putLong(PAYLOAD_BYTES - Long.BYTES, -1, LITTLE_ENDIAN);
        for (long number = 0; number < FRAMES; number++) {
            payload.putLong(0, number, LITTLE_ENDIAN);
            journal.core(0).append(0, 1, Durability.SYNC, payload, 0, PAYLOAD_BYTES);
            journal.core(0).doWork();
            journal.supplyTurn();
            journal.writerTurn(System.nanoTime());
        }
        assertThat(journal.core(0).committed(0)).isEqualTo(journal.core(0).appended(0));
        return journal;
    }

    /** The disk loses a byte of a frame's middle, which nobody knows of who does not read it. */
    private void flip(long offset) throws IOException {
        Path segment = directory.resolve("journal").resolve(Segments.nameOf(0));
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            file.seek(offset);
            int before = file.read();
            file.seek(offset);
            file.write(~before);
        }
    }

    private JournalReader read(NodeJournal journal) throws IOException {
        JournalReader reader = journal.reader(JournalPoint.start(1), this);
        long limit = journal.positions().committedJournal();
        while (reader.readGroup(limit) > 0) {
            // Each group is delivered by the call.
        }
        return reader;
    }

    private static List<Long> numbers(int count) {
        List<Long> numbers = new ArrayList<>();
        for (long number = 0; number < count; number++) {
            numbers.add(number);
        }
        return numbers;
    }

    @Test
    void shouldNotAskTheDiskForWhatWasWrittenAMomentAgo() throws IOException {
        NodeJournal journal = written(1 << 20);
        flip(200_000);

        JournalReader reader = read(journal);

        assertThat(found).isEqualTo(numbers(FRAMES));
        assertThat(reader.isDamaged(0)).isFalse();
        journal.close(System.nanoTime());
    }

    @Test
    void shouldReadAndCheckWholeFramesOfWhatIsNotInMemoryAnyMore() throws IOException {
        NodeJournal journal = written(16 << 10);

        read(journal);

        assertThat(found).isEqualTo(numbers(FRAMES));
        assertThat(whole).isGreaterThan(FRAMES / 2);
        journal.close(System.nanoTime());
    }

    @Test // D12
    void shouldFindWhatTheDiskHasLostOfWhatIsNotInMemoryAnyMore() throws IOException {
        NodeJournal journal = written(16 << 10);
        flip(50_000);

        JournalReader reader = read(journal);

        assertThat(found).isEqualTo(numbers(found.size())).hasSizeBetween(3, 6);
        assertThat(reader.isDamaged(0)).isTrue();
        journal.close(System.nanoTime());
    }
}
