package io.robustmq.kafka.mapping;

import io.robustmq.codec.kafka.BatchProblem;
import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.codec.kafka.rewrite.BatchOpener;
import io.robustmq.storage.read.concurrent.ReadTask;
import java.io.IOException;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A compressed batch on its way through a read thread, once for all subscribers; then the records
 * that were in it, until its feed is done with them. A core has a fixed number.
 */
final class Inflation extends ReadTask {
    /** Of one batch's records, not compressed: what is longer is for Kafka's clients alone. */
    static final int BYTES_MAX = 16 << 20;

    /** Memory that one keeps between two batches. */
    private static final int KEPT_BYTES = 2 << 20;

    private final UnsafeBuffer given = new UnsafeBuffer(0, 0);
    private BatchOpener opener = new BatchOpener(BYTES_MAX);
    private byte[] batch = new byte[0];
    private @Nullable Feed feed;

    /** The core: the batch is copied. */
    void begin(Feed of, DirectBuffer buffer, int offset, int bytes) {
        if (batch.length < bytes) {
            batch = new byte[bytes];
        }
        buffer.getBytes(offset, batch, 0, bytes);
        given.wrap(batch, 0, bytes);
        feed = of;
    }

    @Override
    protected void read() throws IOException {
        BatchProblem problem;
        try {
            problem = opener.open(given, 0);
        } catch (LinkageError missing) {
            throw new IOException("this machine has no library for it", missing);
        }
        if (problem != BatchProblem.NONE) {
            throw new IOException("a batch that cannot be opened: " + problem);
        }
    }

    @Override
    protected void onDone(@Nullable Exception failure) {
        Feed of = feed;
        if (of != null) {
            of.onInflated(this, failure);
        }
    }

    /** The core: behind the batch that was given. */
    long endOffset() {
        return RecordBatchFlyweight.endOffset(given, 0);
    }

    /** The core: holds the batch, not compressed, from its beginning on. */
    DirectBuffer records() {
        return opener.buffer();
    }

    /** The core: nobody needs it any more. */
    void end() {
        feed = null;
        if (opener.buffer().capacity() > KEPT_BYTES) {
            opener = new BatchOpener(BYTES_MAX);
        }
    }
}
