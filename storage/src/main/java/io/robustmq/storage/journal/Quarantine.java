package io.robustmq.storage.journal;

import io.robustmq.storage.disk.Disk;
import io.robustmq.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where bytes go that are no part of the journal any more, whole, under a name that says whence.
 */
final class Quarantine {
    private static final int PIECE_BYTES = 4 << 20;

    private final Disk disk;

    Quarantine(Disk disk) {
        this.disk = disk;
    }

    /** Copies a piece of a file; it is synced when this returns. */
    void keep(String name, DiskFile file, long from, long to) throws IOException {
        String cut = "%s-at-%d.cut".formatted(name, from);
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) Math.min(PIECE_BYTES, to - from));
        try (DiskFile copy = disk.create(cut, to - from)) {
            for (long at = from; at < to; at += bytes.limit()) {
                bytes.clear().limit((int) Math.min(bytes.capacity(), to - at));
                file.read(at, bytes);
                copy.write(at - from, new ByteBuffer[] {bytes.flip()}, 1);
            }
            copy.sync();
        }
        disk.syncNames();
    }
}
