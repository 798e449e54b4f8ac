package io.robustmq.loadgen.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ledger on disk, beside the broker's data and never in it. An entry is with the kernel before
 * {@link #append} returns, so it outlives a kill of this process; the power must stay on. One
 * thread appends; a script may append whole lines of its own beside it.
 */
public final class LedgerFile implements AutoCloseable {
    private final FileChannel channel;
    private final List<Entry> found;
    private final String root;

    private LedgerFile(FileChannel channel, List<Entry> found, String root) {
        this.channel = channel;
        this.found = found;
        this.root = root;
    }

    /**
     * Goes on with a ledger, or begins one.
     *
     * @param root of a new ledger's topics and client ids
     */
    public static LedgerFile open(Path path, String root) throws IOException {
        List<Entry> found = Files.exists(path) ? read(path) : List.of();
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.truncate(wholeBytes(path));
        channel.close();
        LedgerFile file =
                new LedgerFile(
                        FileChannel.open(path, StandardOpenOption.APPEND),
                        found,
                        found.isEmpty() ? root : found.getFirst().detail());
        if (found.isEmpty()) {
            file.append("ledger", Action.ROOT, null, root);
        }
        return file;
    }

    /** Whole lines only: the last one is cut off when its writer was killed. */
    static List<Entry> read(Path path) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        int end = (int) wholeBytes(bytes);
        List<Entry> entries =
                new String(bytes, 0, end, StandardCharsets.US_ASCII)
                        .lines()
                        .map(Entry::parse)
                        .toList();
        if (!entries.isEmpty() && entries.getFirst().action() != Action.ROOT) {
            throw new IOException(path + ": not a ledger");
        }
        return entries;
    }

    private static long wholeBytes(Path path) throws IOException {
        return wholeBytes(Files.readAllBytes(path));
    }

    private static long wholeBytes(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    /** What was in it when it was opened. */
    List<Entry> found() {
        return found;
    }

    String root() {
        return root;
    }

    Entry append(String client, Action action, @Nullable Value value, String detail) {
        long nowUs = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        Entry entry = new Entry(nowUs, client, action, value, detail);
        ByteBuffer line = StandardCharsets.US_ASCII.encode(entry.line() + "\n");
        try {
            while (line.hasRemaining()) {
                channel.write(line);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("the ledger cannot be written", failure);
        }
        return entry;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
