package io.robustmq.storage.disk;

import static io.robustmq.storage.disk.concurrent.RecentBytes.BLOCK_BYTES;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import com.sun.nio.file.ExtendedOpenOption;
import io.robustmq.storage.disk.concurrent.HugePages;
import io.robustmq.storage.disk.concurrent.RecentBytes;
import io.robustmq.storage.disk.concurrent.UntouchedMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A directory of the operating system whose files are appended to past the page cache: what is
 * written once and seldom read again neither takes the machine's memory nor is copied into it. What
 * was appended last is kept in memory of our own, for who follows. One thread appends, to one file
 * at a time. A file system that knows no such writes gets usual ones.
 */
public final class DirectDisk implements Disk {
    /** Zeros are written in pieces of this size. */
    private static final int ZERO_BYTES = 1 << 20;

    /**
     * With so many files there is so much traffic that what was appended last, and zeros, get huge
     * pages; a disk at rest takes no more memory than it has used.
     */
    private static final int HUGE_PAGES_FROM_FILES = 3;

    private final AtomicInteger created = new AtomicInteger();
    private volatile @Nullable ByteBuffer hugeZeros;
    private final Path directory;
    private final FileDisk files;
    private final RecentBytes recent;

    /** False for good once the file system has refused. */
    private volatile boolean isDirect = true;

    /**
     * @param recentBytes memory for what was appended last: a power of two, at least 8 KiB
     */
    public DirectDisk(Path directory, int recentBytes) throws IOException {
        this.directory = directory;
        this.files = new FileDisk(directory);
        this.recent = new RecentBytes(recentBytes);
    }

    @Override
    public DiskFile create(String name, long bytes) throws IOException {
        if (created.incrementAndGet() == HUGE_PAGES_FROM_FILES) {
            recent.useHugePages();
        }
        if (isDirect && bytes % BLOCK_BYTES == 0) {
            FileDisk.ChannelFile file = files.createEmpty(name);
            FileChannel direct = openDirect(name);
            try {
                if (direct != null && fillWithZeros(direct, file, bytes)) {
                    direct.force(true);
                    return new DirectFile(file, direct, recent);
                }
            } catch (IOException e) {
                files.giveUp(name, file, direct);
                throw e;
            }
            isDirect = false;
            files.giveUp(name, file, direct);
        }
        return files.create(name, bytes);
    }

    /** Null when the file system refuses. */
    private @Nullable FileChannel openDirect(String name) {
        Path path = directory.resolve(name);
        try {
            if (BLOCK_BYTES % Files.getFileStore(path).getBlockSize() == 0) {
                return FileChannel.open(path, READ, WRITE, ExtendedOpenOption.DIRECT);
            }
        } catch (IOException | UnsupportedOperationException e) {
            // Said by its result.
        }
        return null;
    }

    /**
     * @return false when not even the first piece can be written: it may be refused, or the disk
     *     may be full, which a usual write will say
     */
    private boolean fillWithZeros(FileChannel direct, DiskFile file, long bytes)
            throws IOException {
        ByteBuffer zeros = zeros();
        for (long at = 0; at < bytes; ) {
            zeros.position(0).limit((int) Math.min(ZERO_BYTES, bytes - at));
            try {
                int blocks = direct.write(zeros, at) & -BLOCK_BYTES;
                at += blocks > 0 ? blocks : fillTheUsualWay(file, zeros, at);
            } catch (IOException e) {
                if (at == 0) {
                    return false;
                }
                throw e;
            }
        }
        return true;
    }

    /** Files are made one at a time: the zeros are whose who makes one. */
    private ByteBuffer zeros() {
        ByteBuffer kept = hugeZeros;
        if (kept != null) {
            return kept;
        }
        if (created.get() < HUGE_PAGES_FROM_FILES) {
            return ByteBuffer.allocateDirect(ZERO_BYTES + BLOCK_BYTES).alignedSlice(BLOCK_BYTES);
        }
        ByteBuffer made = UntouchedMemory.allocate(HugePages.PAGE_BYTES, HugePages.PAGE_BYTES);
        HugePages.use(made);
        new UnsafeBuffer(made).setMemory(0, ZERO_BYTES, (byte) 0);
        hugeZeros = made;
        return made;
    }

    /** Less than a block was taken, which direct writes cannot go on from. */
    private static int fillTheUsualWay(DiskFile file, ByteBuffer zeros, long at)
            throws IOException {
        int count = zeros.position(0).remaining();
        file.write(at, new ByteBuffer[] {zeros}, 1);
        return count;
    }

    @Override
    public DiskFile open(String name) throws IOException {
        DiskFile file = files.open(name);
        FileChannel direct = isDirect ? openDirect(name) : null;
        return direct == null ? file : new DirectFile(file, direct, recent);
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        return files.openToRead(name);
    }

    @Override
    public List<String> list() throws IOException {
        return files.list();
    }

    @Override
    public void delete(String name) throws IOException {
        files.delete(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        files.rename(from, to);
    }

    @Override
    public void syncNames() throws IOException {
        files.syncNames();
    }

    @Override
    public long usableBytes() throws IOException {
        return files.usableBytes();
    }

    @Override
    public String toString() {
        return files.toString();
    }
}
