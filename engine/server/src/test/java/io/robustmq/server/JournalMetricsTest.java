package io.robustmq.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.admin.Exposition;
import io.robustmq.storage.disk.DiskSpace;
import io.robustmq.storage.disk.FileDisk;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.JournalConfig;
import io.robustmq.storage.journal.JournalPoint;
import io.robustmq.storage.journal.NodeJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the scrape shows of a journal whose turns the test takes. */
class JournalMetricsTest {
    private static final int RING_BYTES = 1 << 12;
    private static final int PAYLOAD_BYTES = 232;
    private static final int FRAME_BYTES = 24 + PAYLOAD_BYTES;
    private static final int GROUP_BYTES = 56;

    private final NodeJournal journal;
    private final JournalMetrics metrics;

    JournalMetricsTest(@TempDir Path directory) throws IOException {
        FileDisk disk = new FileDisk(directory.resolve("journal"));
        journal =
                new NodeJournal(
                        disk,
                        new FileDisk(directory.resolve("quarantine")),
                        new JournalConfig(2, 1 << 16, RING_BYTES, 1_000_000),
                        new Runnable[] {() -> {}},
                        JournalPoint.start(2),
                        (shard, type, at, position, buffer, offset, length) -> {});
        metrics =
                new JournalMetrics(
                        journal, 1, new DiskSpace(disk, 0), 77, NoTables.of(journal, directory));
    }

    @Test
    void shouldShowWhatIsUnderWayUntilItIsCommitted() {
        journal.supplyTurn();
        append(3);
        assertThat(scrape())
                .contains(
                        "robustmq_journal_uncommitted_bytes{core=\"0\"} " + 3 * FRAME_BYTES,
                        "robustmq_journal_overflow_bytes{core=\"0\"} 0",
                        "robustmq_journal_written_bytes_total 0",
                        "robustmq_journal_segments 0",
                        "robustmq_journal_quarantined_bytes 77");

        journal.writerTurn(0);

        assertThat(scrape())
                .contains(
                        "robustmq_journal_uncommitted_bytes{core=\"0\"} 0",
                        "robustmq_journal_written_bytes_total " + (GROUP_BYTES + 3 * FRAME_BYTES),
                        "robustmq_journal_frames_total 3",
                        "robustmq_journal_groups_total 1",
                        "robustmq_journal_syncs_total 1",
                        "robustmq_journal_sync_seconds_count 1",
                        "robustmq_journal_segments 1",
                        "robustmq_journal_fenced{reason=\"\"} 0");
    }

    @Test
    void shouldShowWhatHasNoRoomInTheRing() {
        append(RING_BYTES / FRAME_BYTES + 2);

        assertThat(scrape())
                .contains("robustmq_journal_overflow_bytes{core=\"0\"} " + 2 * FRAME_BYTES);
    }

    @Test
    void shouldCountTurnsWithoutASegmentAndSayWhyItIsFenced() {
        append(1);
        journal.writerTurn(0);
        journal.state().fence("the \"disk\" failed");

        assertThat(scrape())
                .contains(
                        "robustmq_journal_stalls_total 1",
                        "robustmq_journal_fenced{reason=\"the \\\"disk\\\" failed\"} 1");
    }

    private void append(int frames) {
        UnsafeBuffer payload = new UnsafeBuffer(new byte[PAYLOAD_BYTES]);
        for (int i = 0; i < frames; i++) {
            journal.core(0).append(1, 7, Durability.SYNC, payload, 0, PAYLOAD_BYTES);
        }
        journal.core(0).doWork();
    }

    private List<String> scrape() {
        Exposition out = new Exposition();
        metrics.writeTo(out);
        return out.toString().lines().toList();
    }
}
