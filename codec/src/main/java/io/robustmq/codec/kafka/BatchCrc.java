package io.robustmq.codec.kafka;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * CRC32C over bytes of any buffer. Allocates only when it meets another byte buffer than the time
 * before. One thread.
 */
public final class BatchCrc {
    private static final int CHUNK_BYTES = 4 << 10;

    private final CRC32C crc = new CRC32C();
    private final byte[] chunk = new byte[CHUNK_BYTES];
    private @Nullable ByteBuffer seen;
    private @Nullable ByteBuffer view;

    /** Checksum of a batch, as its {@code crc} field should be. */
    public int ofBatch(DirectBuffer buffer, int at, int sizeBytes) {
        int from = RecordBatchFlyweight.ATTRIBUTES_AT;
        return of(buffer, at + from, sizeBytes - from);
    }

    /** Checksum of so many bytes. */
    public int of(DirectBuffer buffer, int offset, int length) {
        buffer.boundsCheck(offset, length);
        crc.reset();
        byte[] array = buffer.byteArray();
        ByteBuffer bytes = buffer.byteBuffer();
        if (array != null) {
            crc.update(array, buffer.wrapAdjustment() + offset, length);
        } else if (bytes != null) {
            ByteBuffer here = viewOf(bytes);
            int from = buffer.wrapAdjustment() + offset;
            here.limit(from + length).position(from);
            crc.update(here);
        } else {
            inChunks(buffer, offset, length);
        }
        return (int) crc.getValue();
    }

    private ByteBuffer viewOf(ByteBuffer bytes) {
        ByteBuffer here = view;
        if (here == null || seen != bytes) {
            here = bytes.duplicate();
            seen = bytes;
            view = here;
        }
        return here.clear();
    }

    private void inChunks(DirectBuffer buffer, int offset, int length) {
        for (int done = 0; done < length; done += CHUNK_BYTES) {
            int count = Math.min(CHUNK_BYTES, length - done);
            buffer.getBytes(offset + done, chunk, 0, count);
            crc.update(chunk, 0, count);
        }
    }
}
