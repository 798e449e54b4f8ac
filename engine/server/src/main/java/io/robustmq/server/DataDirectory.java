package io.robustmq.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.robustmq.kernel.ConfigException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The node's directory, held by one process at a time. Its file {@code format} says, in one line,
 * which version its contents have and what was fixed when it was made.
 */
final class DataDirectory implements AutoCloseable {
    private static final String FORMAT = "robustmq data version 1, shards ";
    private static final int LINE_BYTES_MAX = 256;

    private final Path root;
    private final FileChannel channel;

    private DataDirectory(Path root, FileChannel channel) {
        this.root = root;
        this.channel = channel;
    }

    /**
     * @throws ConfigException another process has it, or it was made with another number of shards
     *     or by another version
     */
    static DataDirectory open(Path root, int shards) throws IOException {
        Files.createDirectories(root);
        FileChannel channel =
                FileChannel.open(
                        root.resolve("format"),
                        Set.of(CREATE, READ, WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            lock(root, channel);
            checkFormat(root, channel, FORMAT + shards + System.lineSeparator());
            return new DataDirectory(root, channel);
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    private static void lock(Path root, FileChannel channel) throws IOException {
        @Nullable FileLock lock = channel.tryLock();
        if (lock == null) {
            throw new ConfigException(
                    "data.directory", root.toString(), "one that no other process uses");
        }
    }

    private static void checkFormat(Path root, FileChannel channel, String expected)
            throws IOException {
        ByteBuffer line = ByteBuffer.allocate(LINE_BYTES_MAX);
        channel.read(line, 0);
        String found = new String(line.array(), 0, line.position(), UTF_8);
        if (found.isEmpty()) {
            channel.write(ByteBuffer.wrap(expected.getBytes(UTF_8)), 0);
            channel.force(true);
            try (FileChannel names = FileChannel.open(root, READ)) {
                names.force(true);
            }
        } else if (!found.equals(expected)) {
            throw new ConfigException(
                    "data.directory",
                    root.toString(),
                    "a directory of this format: %s; it says: %s"
                            .formatted(expected.strip(), found.strip()));
        }
    }

    Path resolve(String name) {
        return root.resolve(name);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
