package io.robustmq.server;

import io.robustmq.admin.Exposition;
import io.robustmq.admin.MetricSource;
import io.robustmq.storage.disk.DiskSpace;
import io.robustmq.storage.journal.JournalCells;
import io.robustmq.storage.journal.NodeJournal;
import io.robustmq.storage.state.StateApplier;

/** The journal and the state tables: what the disk takes, how fast, and what is wrong with it. */
final class JournalMetrics implements MetricSource {
    private static final String PREFIX = "robustmq_journal_";
    private static final String STATE_PREFIX = "robustmq_state_";

    private final NodeJournal journal;
    private final int cores;
    private final DiskSpace space;
    private final long quarantinedBytes;
    private final StateApplier applier;

    /**
     * @param quarantinedBytes found at the start; only a start adds to them
     */
    JournalMetrics(
            NodeJournal journal,
            int cores,
            DiskSpace space,
            long quarantinedBytes,
            StateApplier applier) {
        this.journal = journal;
        this.cores = cores;
        this.space = space;
        this.quarantinedBytes = quarantinedBytes;
        this.applier = applier;
    }

    @Override
    public void writeTo(Exposition out) {
        written(out);
        underWay(out);
        health(out);
        disk(out);
        tables(out);
    }

    private void written(Exposition out) {
        JournalCells cells = journal.cells();
        one(out, "written_bytes_total", "bytes written, framing included", cells.bytes());
        one(out, "frames_total", "frames written", cells.frames());
        one(out, "groups_total", "writes, each of what all cores had appended", cells.groups());
        one(out, "syncs_total", "syncs of the file that is written", cells.syncs());
        one(
                out,
                "stalls_total",
                "turns of the writer that no next segment was ready for",
                cells.stalls());
        out.histogram(PREFIX + "sync_seconds", "how long syncs took");
        Durations.write(out, cells);
    }

    private void underWay(Exposition out) {
        out.gauge(PREFIX + "uncommitted_bytes", "bytes appended and not yet written and synced");
        for (int core = 0; core < cores; core++) {
            out.sample(CoreMetrics.label(core), journal.uncommittedBytes(core));
        }
        out.gauge(
                PREFIX + "overflow_bytes",
                "of the bytes appended, those that had no room in the core's ring: the disk is"
                        + " behind");
        for (int core = 0; core < cores; core++) {
            out.sample(CoreMetrics.label(core), journal.overflowBytes(core));
        }
    }

    private void health(Exposition out) {
        String reason = journal.state().fencedBecause();
        out.gauge(PREFIX + "fenced", "1 when the disk failed: nothing is acknowledged any more")
                .sample(
                        Exposition.label("reason", reason == null ? "" : reason),
                        reason == null ? 0 : 1);
        one(out, "damaged_shards", "shards that lost frames and are not served", damagedShards());
    }

    private int damagedShards() {
        int damaged = 0;
        for (int shard = 0; shard < journal.config().shards(); shard++) {
            damaged += journal.isDamaged(shard) ? 1 : 0;
        }
        return damaged;
    }

    private void disk(Exposition out) {
        one(out, "segments", "segments on the disk", journal.segmentCount());
        one(
                out,
                "quarantined_bytes",
                "torn ends that were cut and kept, found at the start",
                quarantinedBytes);
        one(out, "disk_free_bytes", "room on the journal's disk", space.freeBytes());
        one(
                out,
                "disk_low",
                "1 when there is less room than journal.disk-free-min, or none for a segment:"
                        + " nothing durable is taken",
                space.isLow() || journal.shortOfSpace() != null ? 1 : 0);
    }

    private void tables(Exposition out) {
        table(
                out,
                "backlog_bytes",
                "bytes of journal that a start would replay",
                applier.backlogBytes());
        table(out, "flushes_total", "times the state tables were flushed", applier.flushes());
        table(
                out,
                "stopped_shards",
                "shards that a frame stopped: their tables do not go on, nothing is freed",
                stoppedShards());
    }

    private long stoppedShards() {
        long stopped = 0;
        for (int shard = 0; shard < journal.config().shards(); shard++) {
            stopped += applier.stoppedBecause(shard) == null ? 0 : 1;
        }
        return stopped;
    }

    private static void one(Exposition out, String name, String help, long value) {
        out.family(PREFIX + name, help).sample("", value);
    }

    private static void table(Exposition out, String name, String help, long value) {
        out.family(STATE_PREFIX + name, help).sample("", value);
    }
}
