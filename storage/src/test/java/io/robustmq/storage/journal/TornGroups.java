package io.robustmq.storage.journal;

import io.robustmq.storage.journal.Segments.Segment;
import io.robustmq.storage.simulation.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A bug to plant: makes of a disk what a recovery would that takes a torn group as far as its
 * frames are whole, and the groups of a step that never became whole.
 */
public final class TornGroups {
    private TornGroups() {}

    public static void take(SimulatedDisk disk) throws IOException {
        for (String name : disk.names()) {
            SegmentHeader header =
                    Segments.isSegment(name) ? SegmentHeader.read(disk.open(name), name) : null;
            if (header != null) {
                take(disk, name, header);
            }
        }
    }

    private static void take(SimulatedDisk disk, String name, SegmentHeader header)
            throws IOException {
        SegmentScan scan =
                new SegmentScan(
                        new Segment(header, disk.open(name), Long.MAX_VALUE),
                        header.segmentBytes(),
                        header.segmentBytes(),
                        StreamEnds.begun(header),
                        new boolean[header.shardPositions().length],
                        (shard, type, at, position, buffer, offset, length) -> {});
        long last = scan.offset();
        boolean isTorn = false;
        while (!isTorn && scan.offset() < header.segmentBytes()) {
            last = scan.offset();
            isTorn = !scan.check(header.segmentBytes());
            if (isTorn && !scan.isInGroup()) {
                return;
            }
            if (isTorn) {
                scan.salvage();
            } else {
                scan.take();
            }
        }
        int frameBytes = (int) (scan.offset() - last) - GroupFlyweight.BYTES;
        ByteBuffer file = ByteBuffer.allocateDirect(header.segmentBytes());
        file.put(disk.contents(name)).clear();
        UnsafeBuffer buffer = new UnsafeBuffer(file);
        long position = header.segmentId() * header.segmentBytes() + last;
        long durable = GroupFlyweight.durablePosition(buffer, (int) last);
        GroupFlyweight.encode(
                buffer,
                file,
                (int) last,
                position,
                durable,
                header.journalEpoch(),
                frameBytes,
                false,
                new CRC32C());
        byte[] changed = new byte[header.segmentBytes()];
        buffer.getBytes(0, changed);
        disk.put(name, changed);
    }
}
