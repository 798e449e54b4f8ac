package io.robustmq.conformance.kafka.ledger;

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

/**
 * The ledger on disk. An entry is with the kernel before {@link #append} returns, so it outlives a
 * kill of this process. Any thread appends, in one write each; so does a script beside them.
 */
final class LedgerFile implements AutoCloseable {
    private final FileChannel channel;

    LedgerFile(Path path) throws IOException {
        channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.APPEND);
    }

    static List<Entry> read(Path path) throws IOException {
        String text = Files.readString(path, StandardCharsets.US_ASCII);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().map(Entry::parse).toList();
    }

    void append(String who, String action, String what, String detail) {
        append(line(who, action, what, detail));
    }

    static String line(String who, String action, String what, String detail) {
        long nowUs = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        return new Entry(nowUs, who, action, what, detail).line() + "\n";
    }

    /**
     * @param lines whole ones, made by {@link #line}
     */
    synchronized void append(String lines) {
        ByteBuffer bytes = StandardCharsets.US_ASCII.encode(lines);
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("the ledger cannot be written", failure);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
