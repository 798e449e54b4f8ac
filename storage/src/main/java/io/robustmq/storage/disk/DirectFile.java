package io.robustmq.storage.disk;

import static io.robustmq.storage.disk.concurrent.RecentBytes.BLOCK_BYTES;

import io.robustmq.storage.disk.concurrent.RecentBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.agrona.BitUtil;

/**
 * A file whose appends go to the disk in whole blocks: the last block of one append is written once
 * more with the next. Whatever else is written or read goes through the page cache, but for reads
 * of whole blocks into aligned memory. The kernel keeps both ways in step.
 */
final class DirectFile implements DiskFile {
    /** Handed to the disk at a time. */
    private static final int PIECE_BYTES = 1 << 20;

    /** In place of {@link #base}: nothing of it is in memory. */
    private static final long NONE = -1;

    private final DiskFile file;
    private final FileChannel direct;
    private final RecentBytes recent;

    /** Where the file's first byte is in the recent bytes. Readers see what is there or not. */
    private volatile long base = NONE;

    /** Where the next append continues. The appender's. */
    private long end;

    DirectFile(DiskFile file, FileChannel direct, RecentBytes recent) {
        this.file = file;
        this.direct = direct;
        this.recent = recent;
    }

    @Override
    public void write(long at, ByteBuffer[] buffers, int count) throws IOException {
        base = NONE;
        file.write(at, buffers, count);
    }

    @Override
    public void append(long at, ByteBuffer[] buffers, int count) throws IOException {
        if (at == 0) {
            base = recent.begin();
            end = 0;
        } else if (base == NONE || at != end || recent.tail() != base + end) {
            write(at, buffers, count);
            return;
        }
        for (int i = 0; i < count; ) {
            long from = recent.tail();
            int piece = Math.min(PIECE_BYTES, recent.capacityBytes() / 2);
            while (i < count && piece > 0 && isSameRound(from)) {
                piece -= recent.append(buffers[i], piece);
                i += buffers[i].hasRemaining() ? 0 : 1;
            }
            writeBlocks(from, recent.tail());
        }
        end = recent.tail() - base;
    }

    private boolean isSameRound(long from) {
        return recent.tail() == from || (recent.tail() & recent.capacityBytes() - 1) != 0;
    }

    /** What the system leaves of a write need not be whole blocks: the rest goes the usual way. */
    private void writeBlocks(long from, long to) throws IOException {
        if (to == from) {
            return;
        }
        long at = (from & -BLOCK_BYTES) - base;
        ByteBuffer blocks = recent.blocks(from, to);
        at += direct.write(blocks, at);
        if (blocks.hasRemaining()) {
            file.write(at, new ByteBuffer[] {blocks}, 1);
        }
    }

    @Override
    public int read(long at, ByteBuffer buffer) throws IOException {
        int wanted = buffer.remaining();
        if (tryReadRecent(at, buffer)) {
            return wanted;
        }
        return isOfBlocks(at, buffer) ? readBlocks(at, buffer) : file.read(at, buffer);
    }

    @Override
    public boolean tryReadRecent(long at, ByteBuffer buffer) {
        long begun = base;
        return begun != NONE && recent.read(begun + at, buffer) != RecentBytes.NOT_HERE;
    }

    private static boolean isOfBlocks(long at, ByteBuffer buffer) {
        return at % BLOCK_BYTES == 0
                && buffer.isDirect()
                && buffer.alignmentOffset(buffer.position(), BLOCK_BYTES) == 0
                && buffer.position() + BitUtil.align(buffer.remaining(), BLOCK_BYTES)
                        <= buffer.capacity();
    }

    /** Reads to the end of the last block, which may be more than is asked for. */
    private int readBlocks(long at, ByteBuffer buffer) throws IOException {
        int from = buffer.position();
        int wanted = buffer.remaining();
        buffer.limit(from + BitUtil.align(wanted, BLOCK_BYTES));
        int count = Math.clamp(direct.read(buffer, at), 0, wanted);
        buffer.position(from + count).limit(from + wanted);
        if (count > 0 && count < wanted) { // a part of it, or the file's end
            count += file.read(at + count, buffer);
        }
        return count;
    }

    @Override
    public void sync() throws IOException {
        file.sync();
    }

    @Override
    public long sizeBytes() throws IOException {
        return file.sizeBytes();
    }

    @Override
    public void close() throws IOException {
        direct.close();
        file.close();
    }
}
