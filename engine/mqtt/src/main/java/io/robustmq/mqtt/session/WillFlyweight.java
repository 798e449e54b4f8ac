package io.robustmq.mqtt.session;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.kernel.cores.PublicationFlyweight;
import io.robustmq.kernel.message.Publication;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A {@link Will} in the journal.
 *
 * <pre>
 * 0              8               16
 * | delaySeconds | expirySeconds | {@link PublicationFlyweight} |    little-endian
 * </pre>
 */
final class WillFlyweight {
    private static final int EXPIRY_AT = 8;
    private static final int PUBLICATION_AT = 16;

    private WillFlyweight() {}

    /**
     * @param publication the will's message
     * @return where it ends
     */
    static int write(MutableDirectBuffer to, int offset, Will will, Publication publication) {
        to.putLong(offset, will.delaySeconds(), LITTLE_ENDIAN);
        to.putLong(offset + EXPIRY_AT, will.expirySeconds(), LITTLE_ENDIAN);
        int at = offset + PUBLICATION_AT;
        return at + PublicationFlyweight.write(to, at, publication);
    }

    /**
     * @param scratch becomes a view of the message, which is copied from it
     */
    static Will read(DirectBuffer from, int offset, int end, Publication scratch) {
        int at = offset + PUBLICATION_AT;
        return new Will(
                PublicationFlyweight.wrap(from, at, end - at, scratch).kept(),
                from.getLong(offset, LITTLE_ENDIAN),
                from.getLong(offset + EXPIRY_AT, LITTLE_ENDIAN));
    }
}
