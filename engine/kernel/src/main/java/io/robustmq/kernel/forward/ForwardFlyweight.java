package io.robustmq.kernel.forward;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.kernel.cores.PublicationFlyweight;
import io.robustmq.kernel.message.Publication;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The journal's events of messages for several shards, in their sender's shard.
 *
 * <pre>
 * BEGUN   0         1         2      4             8          16
 *         | version | purpose | 0: 2 | ownerLength | sequence | owner | {@link PublicationFlyweight} |
 * DONE    | version | first: 8 | last: 8 |    little-endian
 * </pre>
 *
 * A BEGUN does two things at once: the message will be sent until all its targets have it, and what
 * its purpose says happens to the owner; both are the protocol's. A DONE ends all of its shard from
 * the first sequence to the last.
 */
public final class ForwardFlyweight {
    public static final int BEGUN = 0x0301;
    public static final int DONE = 0x0302;

    /** Any change of these layouts is a new version. */
    static final byte VERSION = 2;

    private static final int PURPOSE_AT = 1;
    private static final int OWNER_LENGTH_AT = 4;
    private static final int SEQUENCE_AT = 8;
    private static final int OWNER_AT = 16;
    private static final int FIRST_AT = 1;
    private static final int LAST_AT = 9;
    static final int DONE_BYTES = 17;

    private ForwardFlyweight() {}

    public static boolean isEvent(int type) {
        return type == BEGUN || type == DONE;
    }

    /**
     * @param publication has its mark
     * @return bytes written
     */
    static int writeBegun(
            MutableDirectBuffer to,
            int purpose,
            DirectBuffer owner,
            int ownerLength,
            Publication publication) {
        to.putByte(0, VERSION);
        to.putByte(PURPOSE_AT, (byte) purpose);
        to.putShort(OWNER_LENGTH_AT - Short.BYTES, (short) 0, LITTLE_ENDIAN);
        to.putInt(OWNER_LENGTH_AT, ownerLength, LITTLE_ENDIAN);
        to.putLong(SEQUENCE_AT, publication.forwardSequence(), LITTLE_ENDIAN);
        to.putBytes(OWNER_AT, owner, 0, ownerLength);
        int at = OWNER_AT + ownerLength;
        return at + PublicationFlyweight.write(to, at, publication);
    }

    static void writeDone(MutableDirectBuffer to, long first, long last) {
        to.putByte(0, VERSION);
        to.putLong(FIRST_AT, first, LITTLE_ENDIAN);
        to.putLong(LAST_AT, last, LITTLE_ENDIAN);
    }

    /**
     * @throws IllegalStateException when a version is not this build's
     */
    public static void checkVersion(DirectBuffer from, int offset) {
        byte version = from.getByte(offset);
        if (version != VERSION) {
            throw new IllegalStateException(
                    "forward event of version " + version + "; this build reads " + VERSION);
        }
    }

    public static int purpose(DirectBuffer from, int offset) {
        return from.getByte(offset + PURPOSE_AT);
    }

    public static long sequence(DirectBuffer from, int offset) {
        return from.getLong(offset + SEQUENCE_AT, LITTLE_ENDIAN);
    }

    public static int ownerAt(int offset) {
        return offset + OWNER_AT;
    }

    public static int ownerLength(DirectBuffer from, int offset) {
        return from.getInt(offset + OWNER_LENGTH_AT, LITTLE_ENDIAN);
    }

    /** Makes the publication a view of a BEGUN's message. */
    public static Publication publication(
            DirectBuffer from, int offset, int length, Publication publication) {
        int before = OWNER_AT + ownerLength(from, offset);
        return PublicationFlyweight.wrap(from, offset + before, length - before, publication);
    }

    /** Of a DONE. */
    public static long first(DirectBuffer from, int offset) {
        return from.getLong(offset + FIRST_AT, LITTLE_ENDIAN);
    }

    /** Of a DONE, inclusive. */
    public static long last(DirectBuffer from, int offset) {
        return from.getLong(offset + LAST_AT, LITTLE_ENDIAN);
    }
}
