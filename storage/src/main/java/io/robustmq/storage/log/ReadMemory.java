package io.robustmq.storage.log;

import io.robustmq.storage.disk.concurrent.HugePages;
import io.robustmq.storage.disk.concurrent.RecentBytes;
import io.robustmq.storage.disk.concurrent.UntouchedMemory;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.BitUtil;

/** Memory of a core's reads, in equal parts; in huge pages from the first read on. Any thread. */
final class ReadMemory {
    private final ByteBuffer all;
    private final int partBytes;
    private final AtomicBoolean isPrepared = new AtomicBoolean();

    /**
     * @param partBytes whole blocks of the disk
     */
    ReadMemory(int parts, int partBytes) {
        this.partBytes = partBytes;
        this.all =
                UntouchedMemory.allocate(
                        BitUtil.align(parts * partBytes, RecentBytes.BLOCK_BYTES),
                        HugePages.PAGE_BYTES);
    }

    ByteBuffer part(int index) {
        return all.slice(index * partBytes, partBytes);
    }

    /** A read thread, before it reads. */
    void prepare() {
        if (!isPrepared.get() && isPrepared.compareAndSet(false, true)) {
            HugePages.use(all);
        }
    }
}
