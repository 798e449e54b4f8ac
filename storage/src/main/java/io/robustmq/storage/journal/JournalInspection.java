package io.robustmq.storage.journal;

import io.robustmq.storage.disk.DiskFile;
import io.robustmq.storage.disk.ReadableDisk;
import io.robustmq.storage.journal.Segments.Segment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the files of a journal hold, for whoever looks from outside: reads only, changes nothing,
 * and may be run on a copy or on the directory of a broker that is stopped. One thread.
 */
public final class JournalInspection {
    private static final int WINDOW_BYTES = 8 << 20;

    private final List<SegmentReport> reports = new ArrayList<>();

    /**
     * One file.
     *
     * @param journalEpoch which opening of the journal wrote it; 0 when it has no header
     * @param endOffset offset in the file behind the last good group
     * @param frames by shard, then type
     * @param damages where bytes are not what was written, with the reason
     */
    public record SegmentReport(
            String file,
            int journalEpoch,
            long firstPosition,
            long endOffset,
            SortedMap<Integer, SortedMap<Integer, FrameCount>> frames,
            List<String> damages) {}

    /** Frames of one shard and type. */
    public static final class FrameCount {
        private long count;
        private long bytes;
        private int firstEpoch = Integer.MAX_VALUE;
        private int lastEpoch;

        private void add(int epoch, int length) {
            count++;
            bytes += length;
            firstEpoch = Math.min(firstEpoch, epoch);
            lastEpoch = Math.max(lastEpoch, epoch);
        }

        @Override
        public String toString() {
            String epochs = firstEpoch == lastEpoch ? "" + lastEpoch : firstEpoch + "–" + lastEpoch;
            return "%d frames, %d payload bytes, epoch %s".formatted(count, bytes, epochs);
        }
    }

    /** A file with what its beginning says; no header: nothing in it can be read. */
    private record Opened(
            String name, long segmentId, DiskFile file, @Nullable SegmentHeader header) {}

    /**
     * @throws IOException when a file cannot be read or has a format that is not known
     */
    public JournalInspection(ReadableDisk disk) throws IOException {
        List<Opened> files = new ArrayList<>();
        for (String name : disk.list()) {
            if (Segments.isSegment(name)) {
                DiskFile file = disk.openToRead(name);
                SegmentHeader header = SegmentHeader.read(file, name);
                files.add(new Opened(name, Segments.idOf(name), file, header));
            }
        }
        try {
            inspect(files);
        } finally {
            for (Opened file : files) {
                file.file().close();
            }
        }
    }

    public List<SegmentReport> segments() {
        return reports;
    }

    /** True when every byte that counts is what was written. */
    public boolean isWhole() {
        return reports.stream().allMatch(report -> report.damages().isEmpty());
    }

    private void inspect(List<Opened> files) throws IOException {
        for (int i = 0; i < files.size(); i++) {
            Opened file = files.get(i);
            long missing = i == 0 ? 0 : file.segmentId() - files.get(i - 1).segmentId() - 1;
            SegmentHeader following = null;
            for (int j = i + 1; j < files.size() && following == null; j++) {
                following = files.get(j).header();
            }
            if (file.header() == null) {
                reports.add(withoutHeader(file, following != null, missing));
            } else {
                reports.add(withHeader(file, file.header(), following, missing));
            }
        }
    }

    private static List<String> damagesBefore(long missing) {
        List<String> damages = new ArrayList<>();
        if (missing > 0) {
            damages.add("at 0: segments before it are missing: " + missing);
        }
        return damages;
    }

    private static SegmentReport withoutHeader(Opened file, boolean isFollowed, long missing) {
        List<String> damages = damagesBefore(missing);
        if (isFollowed) {
            damages.add("at 0: no header");
        }
        return new SegmentReport(file.name(), 0, 0, 0, new TreeMap<>(), damages);
    }

    /** Where a segment ends is known from the next one alone, whatever comes behind a gap. */
    private static SegmentReport withHeader(
            Opened file, SegmentHeader header, @Nullable SegmentHeader following, long missing)
            throws IOException {
        long base = header.segmentId() * header.segmentBytes();
        long size = file.file().sizeBytes();
        boolean isNext = following != null && following.segmentId() == header.segmentId() + 1;
        @Nullable SegmentHeader next = isNext ? following : null;
        long limit = next == null ? size : Math.clamp(next.previousEnd() - base, 0, size);
        SortedMap<Integer, SortedMap<Integer, FrameCount>> frames = new TreeMap<>();
        List<String> damages = new ArrayList<>();
        StreamEnds ends = StreamEnds.begun(header);
        SegmentScan scan =
                new SegmentScan(
                        new Segment(header, file.file(), base + limit),
                        header.segmentBytes(),
                        Math.min(header.segmentBytes(), WINDOW_BYTES),
                        ends,
                        new boolean[ends.shards()],
                        (shard, type, at, position, buffer, offset, length) ->
                                frames.computeIfAbsent(shard, s -> new TreeMap<>())
                                        .computeIfAbsent(type, t -> new FrameCount())
                                        .add(epochOf(buffer, offset), length));
        while (!scan.run(limit)
                && (next != null || isFollowedByWhatWasSynced(scan, following, base, limit))) {
            scan.salvage();
            damages.add("at %d: %s".formatted(scan.offset(), scan.problem()));
            scan.doubtAll();
            if (!scan.skipToNextGroup(limit)) {
                break;
            }
        }
        if (next != null && damages.isEmpty() && !ends.isSame(StreamEnds.begun(next))) {
            damages.add("at %d: frames are missing before the next segment".formatted(limit));
        }
        damages.addAll(0, damagesBefore(missing));
        return new SegmentReport(
                file.name(), header.journalEpoch(), base, scan.offset(), frames, damages);
    }

    /** A bad byte where the segment may have ended is damage when something good lies behind it. */
    private static boolean isFollowedByWhatWasSynced(
            SegmentScan scan, @Nullable SegmentHeader following, long base, long limit)
            throws IOException {
        long stated = scan.durableStatedLater(limit);
        return following == null ? base + scan.offset() < stated : stated >= 0;
    }

    private static int epochOf(DirectBuffer buffer, int payloadAt) {
        return FrameFlyweight.epoch(buffer, payloadAt - FrameFlyweight.HEADER_BYTES);
    }
}
