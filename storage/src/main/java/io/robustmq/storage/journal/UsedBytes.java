package io.robustmq.storage.journal;

import io.robustmq.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** How much of a file is not zeros. */
final class UsedBytes {
    private static final int WINDOW_BYTES = 1 << 20;

    private UsedBytes() {}

    /** Offset behind the last byte that is not zero, at least {@code from}. */
    static long in(DiskFile file, long from) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocateDirect((int) Math.min(WINDOW_BYTES, file.sizeBytes()));
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        for (long end = file.sizeBytes(); end > from; ) {
            long start = Math.max(from, end - bytes.capacity());
            bytes.clear().limit((int) (end - start));
            file.read(start, bytes);
            int used = in(buffer, bytes.position());
            if (used > 0) {
                return start + used;
            }
            end = start;
        }
        return from;
    }

    /** Bytes up to the last one that is not zero. */
    private static int in(UnsafeBuffer buffer, int length) {
        int end = length;
        while (end % Long.BYTES != 0 && buffer.getByte(end - 1) == 0) {
            end--;
        }
        if (end % Long.BYTES != 0) {
            return end;
        }
        while (end > 0 && buffer.getLong(end - Long.BYTES) == 0) {
            end -= Long.BYTES;
        }
        while (end > 0 && buffer.getByte(end - 1) == 0) {
            end--;
        }
        return end;
    }

    static boolean isNone(DiskFile file, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        file.read(0, bytes);
        return bytes.flip().mismatch(ByteBuffer.allocate(length).limit(bytes.limit())) < 0;
    }
}
