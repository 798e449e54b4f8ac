package io.robustmq.storage.disk;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory of the operating system. What it makes is for its owner alone. */
public final class FileDisk implements Disk {
    /** Zeros are written in pieces of this size. */
    private static final int ZERO_BYTES = 1 << 20;

    private final Path directory;

    /** Asked about once a second: to find it again reads the list of all file systems. */
    private final FileStore store;

    public FileDisk(Path directory) throws IOException {
        this.directory = directory.toAbsolutePath();
        makeDirectory(this.directory);
        this.store = Files.getFileStore(this.directory);
    }

    /** Makes what is missing of the path, readable by its owner alone, and syncs its name. */
    private static void makeDirectory(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        Path parent = path.getParent();
        if (parent != null) {
            makeDirectory(parent);
        }
        Files.createDirectory(path, ownerAlone("rwx------"));
        if (parent != null) {
            syncNamesIn(parent);
        }
    }

    private static FileAttribute<?> ownerAlone(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Override
    public DiskFile create(String name, long bytes) throws IOException {
        ChannelFile file = createEmpty(name);
        try {
            fillWithZeros(file.channel(), bytes);
            file.channel().force(true);
            return file;
        } catch (IOException e) {
            giveUp(name, file, null);
            throw e;
        }
    }

    ChannelFile createEmpty(String name) throws IOException {
        return new ChannelFile(
                FileChannel.open(
                        directory.resolve(name),
                        Set.of(CREATE, TRUNCATE_EXISTING, READ, WRITE),
                        ownerAlone("rw-------")));
    }

    /** Of a file that could not be made nothing is left. */
    void giveUp(String name, ChannelFile file, @Nullable FileChannel other) throws IOException {
        file.close();
        if (other != null) {
            other.close();
        }
        Files.deleteIfExists(directory.resolve(name));
    }

    private static void fillWithZeros(FileChannel channel, long bytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(bytes, ZERO_BYTES));
        for (long at = 0; at < bytes; ) {
            zeros.position(0).limit((int) Math.min(zeros.capacity(), bytes - at));
            at += channel.write(zeros, at);
        }
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new ChannelFile(FileChannel.open(directory.resolve(name), READ, WRITE));
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        return new ChannelFile(FileChannel.open(directory.resolve(name), READ));
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(directory.resolve(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void syncNames() throws IOException {
        syncNamesIn(directory);
    }

    private static void syncNamesIn(Path path) throws IOException {
        try (FileChannel names = FileChannel.open(path, READ)) {
            names.force(true);
        }
    }

    @Override
    public long usableBytes() throws IOException {
        return store.getUsableSpace();
    }

    @Override
    public String toString() {
        return directory.toString();
    }

    record ChannelFile(FileChannel channel) implements DiskFile {
        @Override
        public void write(long at, ByteBuffer[] buffers, int count) throws IOException {
            channel.position(at);
            for (int first = 0; first < count; ) {
                channel.write(buffers, first, count - first);
                while (first < count && !buffers[first].hasRemaining()) {
                    first++;
                }
            }
        }

        @Override
        public int read(long at, ByteBuffer buffer) throws IOException {
            int from = buffer.position();
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, at + buffer.position() - from) < 0) {
                    break;
                }
            }
            return buffer.position() - from;
        }

        @Override
        public void sync() throws IOException {
            channel.force(false);
        }

        @Override
        public long sizeBytes() throws IOException {
            return channel.size();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
