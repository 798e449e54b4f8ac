package io.robustmq.storage.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * View over the payloads of the two frames with which reigns begin and streams go back. Both say
 * which epoch the frame before them has: nothing between can be missing without notice.
 *
 * <pre>
 * EPOCH     0             4
 *           | epochBefore | 0 |
 * TRUNCATE  0          8           12
 *           | position | epochKept | epochCut |
 * </pre>
 *
 * <p>{@code epochKept} is the epoch of the last frame before {@code position}, {@code epochCut}
 * that of the last frame that is void; 0 where there is none.
 */
public final class ReignFlyweight {
    /** An EPOCH frame's payload. */
    public static final int EPOCH_BYTES = 8;

    static final int TRUNCATE_BYTES = 16;
    private static final int KEPT_AT = 8;
    private static final int CUT_AT = 12;

    private ReignFlyweight() {}

    public static void putEpoch(MutableDirectBuffer buffer, int at, int epochBefore) {
        buffer.putLong(at, epochBefore, LITTLE_ENDIAN);
    }

    static void putTruncate(
            MutableDirectBuffer buffer, int at, long position, int epochKept, int epochCut) {
        buffer.putLong(at, position, LITTLE_ENDIAN);
        buffer.putInt(at + KEPT_AT, epochKept, LITTLE_ENDIAN);
        buffer.putInt(at + CUT_AT, epochCut, LITTLE_ENDIAN);
    }

    static int epochBeforeReign(DirectBuffer buffer, int at) {
        return buffer.getInt(at, LITTLE_ENDIAN);
    }

    static int epochKept(DirectBuffer buffer, int at) {
        return buffer.getInt(at + KEPT_AT, LITTLE_ENDIAN);
    }

    static int epochCut(DirectBuffer buffer, int at) {
        return buffer.getInt(at + CUT_AT, LITTLE_ENDIAN);
    }
}
