package io.robustmq.codec.kafka.rewrite;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.robustmq.codec.kafka.Compression;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.apache.kafka.common.utils.internals.ByteBufferOutputStream;

/**
 * Compresses and opens the records of a batch, with the libraries that Kafka's clients bring, since
 * LZ4 and Snappy have frames of Kafka's own. Takes no more memory than it is told, whatever the
 * bytes say. One thread.
 */
final class RecordsCodec {
    /** From {@link #open}: the bytes are not what they should be. */
    static final int MALFORMED = -1;

    /** From {@link #open}: there is more in it than may be taken. */
    static final int TOO_LARGE = -2;

    private static final byte MAGIC = 2;
    private static final int CHUNK_BYTES = 16 << 10;

    private final byte[] chunk = new byte[CHUNK_BYTES];
    private final BufferSupplier buffers = BufferSupplier.create();
    private byte[] compressed = new byte[0];

    /**
     * @param to where the opened records go
     * @return their bytes, or one of the constants
     */
    int open(
            int compression,
            DirectBuffer from,
            int offset,
            int length,
            MutableDirectBuffer to,
            int toOffset,
            int bytesMax) {
        if (compression == Compression.SNAPPY.ordinal()) {
            int problem = SnappyFrames.check(from, offset, length, bytesMax);
            if (problem != 0) {
                return problem;
            }
        }
        if (compressed.length < length) {
            compressed = new byte[length];
        }
        from.getBytes(offset, compressed, 0, length);
        ByteBuffer bytes = ByteBuffer.wrap(compressed, 0, length).order(BIG_ENDIAN);
        try (InputStream opened = codec(compression).wrapForInput(bytes, MAGIC, buffers)) {
            return readAll(opened, to, toOffset, bytesMax);
        } catch (IOException | RuntimeException e) {
            return MALFORMED;
        }
    }

    private int readAll(InputStream opened, MutableDirectBuffer to, int toOffset, int bytesMax)
            throws IOException {
        int bytes = 0;
        for (int read = opened.read(chunk); read >= 0; read = opened.read(chunk)) {
            if (bytes + read > bytesMax) {
                return TOO_LARGE;
            }
            to.putBytes(toOffset + bytes, chunk, 0, read);
            bytes += read;
        }
        return bytes;
    }

    /**
     * @return bytes of the compressed records
     */
    int close(
            int compression,
            DirectBuffer from,
            int offset,
            int length,
            MutableDirectBuffer to,
            int toOffset) {
        ByteBufferOutputStream bytes = new ByteBufferOutputStream(Math.max(CHUNK_BYTES, length));
        try (OutputStream stream = codec(compression).wrapForOutput(bytes, MAGIC)) {
            for (int done = 0; done < length; done += CHUNK_BYTES) {
                int count = Math.min(CHUNK_BYTES, length - done);
                from.getBytes(offset + done, chunk, 0, count);
                stream.write(chunk, 0, count);
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be written", e);
        }
        ByteBuffer written = bytes.buffer().flip();
        int size = written.remaining();
        to.putBytes(toOffset, written, size);
        return size;
    }

    private static org.apache.kafka.common.compress.Compression codec(int compression) {
        return org.apache.kafka.common.compress.Compression.of(CompressionType.forId(compression))
                .build();
    }
}
