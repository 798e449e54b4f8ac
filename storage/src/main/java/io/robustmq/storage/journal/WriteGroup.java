package io.robustmq.storage.journal;

import io.robustmq.storage.journal.concurrent.AppendRing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What is written next: whole steps of all cores, taken out of their rings in turn and sealed with
 * their checksums, as far as a group and its segment have room. A step that is too long for one
 * group gets several for itself alone; all but the last say that they go on. Owned by the writer's
 * thread.
 */
final class WriteGroup {
    private static final int NO_CORE = -1;

    private final AppendRing[] rings;
    private final StreamEnds ends;
    private final ByteBuffer[] parts;
    private final ByteBuffer[][] views;
    private final ByteBuffer[] sealing;
    private final CRC32C crc = new CRC32C();

    /** By core: ring position and bytes of frames that were taken, and of these in whole steps. */
    private final long[] gathered;

    private final long[] frameBytes;
    private final long[] wholeBytes;
    private int partCount;
    private int firstCore;
    private int frames;
    private int bytes;

    /** The core whose long step is under way, and the bytes of the step that are still to come. */
    private int longCore = NO_CORE;

    private int stepLeft;

    /** Whether there is room for a group with so many bytes of frames; may look for it. */
    interface Room {
        boolean isFor(int groupBytes, boolean isEmpty) throws IOException;
    }

    /**
     * @param ends where the streams have got to; moved on by what is taken
     */
    WriteGroup(AppendRing[] rings, StreamEnds ends) {
        this.rings = rings;
        this.ends = ends;
        this.gathered = new long[rings.length];
        this.frameBytes = new long[rings.length];
        this.wholeBytes = new long[rings.length];
        this.parts = new ByteBuffer[1 + 2 * rings.length];
        this.views = new ByteBuffer[rings.length][2];
        this.sealing = new ByteBuffer[rings.length];
        for (int core = 0; core < rings.length; core++) {
            views[core][0] = rings[core].bytes().duplicate();
            views[core][1] = rings[core].bytes().duplicate();
            sealing[core] = rings[core].bytes().duplicate();
        }
    }

    /** Collects what is there, core by core; each core is first once. */
    void gather(Room room) throws IOException {
        partCount = 1;
        frames = 0;
        bytes = 0;
        if (longCore != NO_CORE) {
            gatherFrom(longCore, room);
            return;
        }
        firstCore = (firstCore + 1) % rings.length;
        for (int i = 0; i < rings.length && longCore == NO_CORE; i++) {
            gatherFrom((firstCore + i) % rings.length, room);
        }
    }

    private void gatherFrom(int core, Room room) throws IOException {
        AppendRing ring = rings[core];
        long from = ring.head();
        long to = ring.published();
        long position = from;
        int view = 0;
        while (position < to) {
            int padding = ring.paddingAt(position);
            if (padding > 0 || (ring.indexOf(position) == 0 && position > from)) {
                addPart(views[core][view++], ring, from, position);
                position += padding;
                from = position;
            }
            if (padding > 0) {
                continue;
            }
            int index = ring.indexOf(position);
            int length = FrameFlyweight.align(FrameFlyweight.length(ring.buffer(), index));
            if (!mayTake(core, index, length, room)) {
                break;
            }
            take(core, index, length);
            position += length;
            if (stepLeft == 0 && longCore == core) {
                longCore = NO_CORE;
                break;
            }
        }
        addPart(views[core][view], ring, from, position);
        gathered[core] = position;
    }

    /** A step is taken whole; a long one, alone, by frames. */
    private boolean mayTake(int core, int index, int length, Room room) throws IOException {
        if (stepLeft == 0) {
            int step = FrameFlyweight.stepBytes(rings[core].buffer(), index);
            boolean isLong = step > CoreJournal.wholeStepBytes(rings[core].capacityBytes());
            if (isLong ? frames > 0 : !fits(step, room)) {
                return false;
            }
            longCore = isLong ? core : NO_CORE;
            stepLeft = step;
        }
        return longCore == NO_CORE || fits(length, room);
    }

    private boolean fits(int more, Room room) throws IOException {
        int wanted = bytes + more;
        if (wanted > JournalWriter.GROUP_BYTES_MAX && frames > 0) {
            return false;
        }
        return room.isFor(wanted, frames == 0);
    }

    private void take(int core, int index, int length) {
        UnsafeBuffer buffer = rings[core].buffer();
        if (!ends.isNext(buffer, index)) {
            int shard = FrameFlyweight.shard(buffer, index);
            throw new IllegalStateException("a gap in the stream of shard " + shard);
        }
        FrameFlyweight.seal(buffer, sealing[core], index, crc);
        ends.moveBehind(buffer, index);
        stepLeft -= length;
        frames++;
        bytes += length;
        frameBytes[core] += length;
    }

    private void addPart(ByteBuffer view, AppendRing ring, long from, long to) {
        if (to > from) {
            int index = ring.indexOf(from);
            view.limit(index + (int) (to - from)).position(index);
            parts[partCount++] = view;
        }
    }

    /** After it was written: what was taken may be overwritten, whole steps count as written. */
    void release() {
        for (int core = 0; core < rings.length; core++) {
            if (core != longCore) {
                wholeBytes[core] = frameBytes[core];
            }
            rings[core].written(gathered[core], wholeBytes[core]);
        }
    }

    /** True while the last group taken says that it goes on. */
    boolean goesOn() {
        return longCore != NO_CORE;
    }

    int frames() {
        return frames;
    }

    int bytes() {
        return bytes;
    }

    /** What to write, behind the first one, which is the group's own frame. */
    ByteBuffer[] parts(ByteBuffer own) {
        parts[0] = own;
        return parts;
    }

    int partCount() {
        return partCount;
    }
}
