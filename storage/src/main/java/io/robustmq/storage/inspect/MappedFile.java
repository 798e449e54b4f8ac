package io.robustmq.storage.inspect;

import io.robustmq.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.chronicle.bytes.MappedBytes;
import net.openhft.chronicle.core.io.IORuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * All of one file in memory, as long as it was when it was opened. One thread.
 *
 * @param bytes null when the file is empty: nothing can be mapped then
 */
record MappedFile(Path path, long sizeBytes, @Nullable MappedBytes bytes) implements DiskFile {
    static MappedFile open(Path path) throws IOException {
        long size = Files.size(path);
        try {
            return new MappedFile(
                    path,
                    size,
                    size == 0 ? null : MappedBytes.singleMappedBytes(path.toFile(), size, true));
        } catch (IORuntimeException e) {
            throw new IOException(path + " cannot be mapped", e);
        }
    }

    /**
     * @throws IOException when the disk cannot give a page, or the file has become shorter
     */
    @Override
    public int read(long at, ByteBuffer buffer) throws IOException {
        int length = (int) Math.clamp(sizeBytes - at, 0, buffer.remaining());
        if (bytes == null || length == 0) {
            return 0;
        }
        try {
            bytes.readPositionRemaining(at, length);
            bytes.read(buffer);
        } catch (InternalError e) { // what the JVM makes of SIGBUS
            throw new IOException("%s cannot be read at %d".formatted(path, at), e);
        }
        return length;
    }

    @Override
    public void write(long at, ByteBuffer[] buffers, int count) {
        throw new NonWritableChannelException();
    }

    @Override
    public void sync() {
        throw new NonWritableChannelException();
    }

    @Override
    public void close() {
        if (bytes != null) {
            bytes.close();
        }
    }
}
