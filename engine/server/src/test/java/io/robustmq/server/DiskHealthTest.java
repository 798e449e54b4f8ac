package io.robustmq.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.disk.DiskSpace;
import io.robustmq.storage.disk.FileDisk;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.JournalConfig;
import io.robustmq.storage.journal.JournalPoint;
import io.robustmq.storage.journal.NodeJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a journal's ailments mean for the cores, and in words. */
class DiskHealthTest {
    private static final int SHARDS = 2;

    /** Of the first frame's payload: segment header, group header, frame header. */
    private static final int PAYLOAD_AT = 128 + 56 + 24;

    @TempDir private Path directory;

    @Test
    void shouldSayNothingWhileAllIsWell() throws IOException {
        DiskHealth health = health(open(), 0);

        assertThat(health.remarks()).isEmpty();
        assertThat(health.isBehind() || health.isFull() || health.isFenced()).isFalse();
        assertThat(health.isServed(0) && health.isServed(1)).isTrue();
    }

    @Test
    void shouldBeFullBelowTheMinimum() throws IOException {
        DiskHealth health = health(open(), Long.MAX_VALUE >> 4);

        assertThat(health.isFull()).isTrue();
        assertThat(health.remarks())
                .singleElement()
                .asString()
                .startsWith("disk full, nothing durable is taken: ")
                .endsWith("bytes free, journal.disk-free-min is " + (Long.MAX_VALUE >> 4));
    }

    @Test
    void shouldBeFullWhenNoFurtherSegmentCanBeMade() throws IOException {
        NodeJournal journal = open();
        Path taken = directory.resolve("journal/segment-0000000000000000");
        Files.createDirectory(taken);
        DiskHealth health = health(journal, 0);

        journal.supplyTurn();
        assertThat(health.isFull()).isTrue();
        Files.delete(taken);
        journal.supplyTurn();

        assertThat(health.isFull()).isFalse();
    }

    @Test
    void shouldBeBehindWhileTheRingIsFull() throws IOException {
        NodeJournal journal = open();
        DiskHealth health = health(journal, 0);
        append(journal, 0, 20);
        assertThat(health.isBehind()).isTrue();
        assertThat(health.remarks())
                .containsExactly("disk behind, who publishes what is kept waits");

        journal.supplyTurn();
        journal.writerTurn(0);
        journal.core(0).doWork();

        assertThat(health.isBehind()).isFalse();
    }

    @Test
    void shouldNotServeADamagedShardAndSayWhich() throws IOException {
        for (int shard = 1; shard >= 0; shard--) { // a segment each: the second knows of the first
            NodeJournal before = open();
            before.supplyTurn();
            append(before, shard, 2);
            before.writerTurn(0);
            before.close(0);
        }
        Path file = directory.resolve("journal/segment-0000000000000000");
        byte[] bytes = Files.readAllBytes(file);
        bytes[PAYLOAD_AT] ^= 1;
        Files.write(file, bytes);

        DiskHealth health = health(open(), 0);

        assertThat(health.isServed(0)).isTrue();
        assertThat(health.isServed(1)).isFalse();
        assertThat(health.remarks()).containsExactly("shard 1 is not served: damaged");
    }

    @Test
    void shouldSayWhyItIsFenced() throws IOException {
        NodeJournal journal = open();
        DiskHealth health = health(journal, 0);

        journal.state().fence("sync failed");

        assertThat(health.isFenced()).isTrue();
        assertThat(health.remarks())
                .containsExactly("journal fenced, nothing is acknowledged: sync failed");
    }

    private NodeJournal open() throws IOException {
        return new NodeJournal(
                new FileDisk(directory.resolve("journal")),
                new FileDisk(directory.resolve("quarantine")),
                new JournalConfig(SHARDS, 1 << 16, 1 << 12, 1_000_000),
                new Runnable[] {() -> {}},
                JournalPoint.start(SHARDS),
                (shard, type, at, position, buffer, offset, length) -> {});
    }

    private DiskHealth health(NodeJournal journal, long minFreeBytes) throws IOException {
        FileDisk disk = new FileDisk(directory.resolve("journal"));
        return new DiskHealth(
                journal, new DiskSpace(disk, minFreeBytes), NoTables.of(journal, directory));
    }

    private static void append(NodeJournal journal, int shard, int frames) {
        UnsafeBuffer payload = new UnsafeBuffer(new byte[232]);
        for (int i = 0; i < frames; i++) {
            journal.core(0).append(shard, 7, Durability.SYNC, payload, 0, 232);
        }
        journal.core(0).doWork();
    }
}
