package io.robustmq.mqtt.session;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.kernel.message.MessageFlyweight;
import io.robustmq.kernel.message.Publication;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A {@link Will} in journal and tables.
 *
 * <pre>
 * 0              8               16
 * | delaySeconds | expirySeconds | {@link MessageFlyweight} |    little-endian
 * </pre>
 */
final class WillFlyweight {
    private static final int EXPIRY_AT = 8;
    private static final int MESSAGE_AT = 16;

    private WillFlyweight() {}

    /**
     * @return where it ends
     */
    static int write(MutableDirectBuffer to, int offset, Will will) {
        to.putLong(offset, will.delaySeconds(), LITTLE_ENDIAN);
        to.putLong(offset + EXPIRY_AT, will.expirySeconds(), LITTLE_ENDIAN);
        return MessageFlyweight.write(to, offset + MESSAGE_AT, will.message());
    }

    /**
     * @param scratch becomes a view of the message, which is copied from it
     */
    static Will read(DirectBuffer from, int offset, int end, Publication scratch) {
        return new Will(
                MessageFlyweight.wrap(from, offset + MESSAGE_AT, end, scratch).kept(),
                from.getLong(offset, LITTLE_ENDIAN),
                from.getLong(offset + EXPIRY_AT, LITTLE_ENDIAN));
    }
}
