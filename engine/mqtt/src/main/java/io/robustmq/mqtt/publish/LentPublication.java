package io.robustmq.mqtt.publish;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.kernel.cores.PublicationFlyweight;
import io.robustmq.kernel.message.Publication;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A publication for another core that borrows its payload.
 *
 * <pre>
 * 0       8
 * | lease | the publication without its payload: {@link PublicationFlyweight} |    little-endian
 * </pre>
 */
public final class LentPublication {
    private static final int PUBLICATION_AT = Long.BYTES;

    private LentPublication() {}

    static int lengthOf(Publication publication) {
        return PUBLICATION_AT + PublicationFlyweight.headLengthOf(publication);
    }

    static void write(MutableDirectBuffer to, Publication publication) {
        PublicationFlyweight.writeHead(to, PUBLICATION_AT, publication);
    }

    static void lease(MutableDirectBuffer to, long id) {
        to.putLong(0, id, LITTLE_ENDIAN);
    }

    /** What its core knows the payload by. */
    public static long lease(DirectBuffer from, int offset) {
        return from.getLong(offset, LITTLE_ENDIAN);
    }

    /** Makes the publication a view of the message; its payload is the borrowed one. */
    public static Publication wrap(
            DirectBuffer from, int offset, int length, Publication publication) {
        return PublicationFlyweight.wrap(
                from, offset + PUBLICATION_AT, length - PUBLICATION_AT, publication);
    }
}
