package io.robustmq.mqtt.delayed;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.kernel.cores.PublicationFlyweight;
import io.robustmq.kernel.message.Publication;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The journal's events of delayed messages, in the shard of the topic they are for.
 *
 * <pre>
 * 0         1          9
 * | version | id: 8    | {@link PublicationFlyweight}, with its time    KEPT
 * | version | id: 8    |                                                GONE    little-endian
 * </pre>
 *
 * A message that somebody is to keep goes by a forward's event instead of GONE, whose owner is the
 * id.
 */
public final class DelayedEvents {
    public static final int KEPT = 0x0401;
    public static final int GONE = 0x0402;

    /** A forward's purpose: the message's delay is over. Next to those of sessions. */
    public static final int DUE = 3;

    /** Any change of these layouts, or of a publication's, is a new version. */
    private static final byte VERSION = 1;

    private static final int ID_AT = 1;
    static final int PUBLICATION_AT = 9;

    private DelayedEvents() {}

    public static boolean isEvent(int type) {
        return type == KEPT || type == GONE;
    }

    static int writeKept(MutableDirectBuffer to, long id, Publication publication) {
        return writeGone(to, id) + PublicationFlyweight.write(to, PUBLICATION_AT, publication);
    }

    static int writeGone(MutableDirectBuffer to, long id) {
        to.putByte(0, VERSION);
        to.putLong(ID_AT, id, LITTLE_ENDIAN);
        return PUBLICATION_AT;
    }

    /**
     * @throws IllegalStateException when a version is not this build's
     */
    static void checkVersion(DirectBuffer from, int offset) {
        byte version = from.getByte(offset);
        if (version != VERSION) {
            throw new IllegalStateException(
                    "delayed message of version " + version + "; this build reads " + VERSION);
        }
    }

    public static long id(DirectBuffer from, int offset) {
        return from.getLong(offset + ID_AT, LITTLE_ENDIAN);
    }

    static Publication publication(
            DirectBuffer from, int offset, int length, Publication publication) {
        return PublicationFlyweight.wrap(
                from, offset + PUBLICATION_AT, length - PUBLICATION_AT, publication);
    }
}
