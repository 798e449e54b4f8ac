package io.robustmq.mqtt.group;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The journal's events of shared groups, in the shard where the group, or the member, is at home.
 *
 * <pre>
 * HEARD   0         1             5
 *         | version | stream: 4   | sequence: 8 | the next stream …    little-endian
 * </pre>
 *
 * What came of these streams up to these sequences was given, in the step that the event is part
 * of.
 */
public final class GroupEvents {
    static final int HEARD = 0x0701;

    /** Any change of this layout is a new version. */
    private static final byte VERSION = 1;

    static final int FIRST_AT = 1;
    private static final int SEQUENCE_AT = 4;
    static final int STREAM_BYTES = 12;

    private GroupEvents() {}

    public static boolean isEvent(int type) {
        return type == HEARD;
    }

    /**
     * @return where the first stream goes
     */
    static int begin(MutableDirectBuffer to) {
        to.putByte(0, VERSION);
        return FIRST_AT;
    }

    /**
     * @return where the next one goes
     */
    static int put(MutableDirectBuffer to, int at, int stream, long sequence) {
        to.putInt(at, stream, LITTLE_ENDIAN);
        to.putLong(at + SEQUENCE_AT, sequence, LITTLE_ENDIAN);
        return at + STREAM_BYTES;
    }

    /**
     * @throws IllegalStateException when a version is not this build's
     */
    static void checkVersion(DirectBuffer from, int offset) {
        byte version = from.getByte(offset);
        if (version != VERSION) {
            throw new IllegalStateException(
                    "group event of version " + version + "; this build reads " + VERSION);
        }
    }

    static int stream(DirectBuffer from, int at) {
        return from.getInt(at, LITTLE_ENDIAN);
    }

    static long sequence(DirectBuffer from, int at) {
        return from.getLong(at + SEQUENCE_AT, LITTLE_ENDIAN);
    }
}
