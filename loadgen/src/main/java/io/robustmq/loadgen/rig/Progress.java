package io.robustmq.loadgen.rig;

import java.nio.ByteOrder;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How far each publisher's receivers have got, one row a lane: written by the lane that receives,
 * read by the lane that sends. A lane that hears nothing of a publisher never holds it back.
 */
final class Progress {
    /** Nobody hears the publisher: beyond every sequence, and room to add a window to it. */
    static final long NOBODY = Long.MAX_VALUE >>> 1;

    private static final int CACHE_LINE = 128;

    private final UnsafeBuffer rows;
    private final int lanes;
    private final int rowBytes;

    Progress(int lanes, int publishers) {
        this.lanes = lanes;
        this.rowBytes = (publishers * Long.BYTES + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
        this.rows =
                new UnsafeBuffer(
                        BufferUtil.allocateDirectAligned(lanes * rowBytes, CACHE_LINE)
                                .order(ByteOrder.nativeOrder()));
        for (int at = 0; at < rows.capacity(); at += Long.BYTES) {
            rows.putLong(at, NOBODY);
        }
    }

    /** The lane's own thread, or before it runs: all messages of the publisher below are here. */
    void reached(int lane, int publisher, long sequence) {
        rows.putLongRelease(lane * rowBytes + publisher * Long.BYTES, sequence);
    }

    /**
     * @return the least of what the lanes have got; {@link #NOBODY} when none hears it
     */
    long reached(int publisher) {
        long least = NOBODY;
        for (int lane = 0; lane < lanes; lane++) {
            least = Math.min(least, rows.getLongVolatile(lane * rowBytes + publisher * Long.BYTES));
        }
        return least;
    }
}
