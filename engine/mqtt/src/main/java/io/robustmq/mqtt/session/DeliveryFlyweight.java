package io.robustmq.mqtt.session;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.kernel.cores.PublicationFlyweight;
import io.robustmq.kernel.message.Publication;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A {@link Delivery} in the journal.
 *
 * <pre>
 * 0       1                 3             5
 * | flags | identifierCount | groupLength | identifiers, ints | group | {@link PublicationFlyweight} |
 * flags: QoS 1-0, RETAIN 2; lengths and counts are unsigned shorts; little-endian
 * </pre>
 */
final class DeliveryFlyweight {
    private static final int IDENTIFIER_COUNT_AT = 1;
    private static final int GROUP_LENGTH_AT = 3;
    private static final int IDENTIFIERS_AT = 5;
    private static final int QOS_MASK = 0b11;
    private static final int RETAIN = 0b100;

    private DeliveryFlyweight() {}

    /**
     * @param publication the delivery's message
     * @return where it ends
     */
    static int write(
            MutableDirectBuffer to, int offset, Delivery delivery, Publication publication) {
        int[] identifiers = delivery.identifiers();
        byte[] group = delivery.origin().group().getBytes(UTF_8);
        to.putByte(offset, (byte) (delivery.qos() | (delivery.retain() ? RETAIN : 0)));
        to.putShort(offset + IDENTIFIER_COUNT_AT, (short) identifiers.length, LITTLE_ENDIAN);
        to.putShort(offset + GROUP_LENGTH_AT, (short) group.length, LITTLE_ENDIAN);
        int at = offset + IDENTIFIERS_AT;
        for (int identifier : identifiers) {
            to.putInt(at, identifier, LITTLE_ENDIAN);
            at += Integer.BYTES;
        }
        to.putBytes(at, group);
        at += group.length;
        return at + PublicationFlyweight.write(to, at, publication);
    }

    /**
     * @param scratch becomes a view of the message, which is copied from it
     */
    static Delivery read(
            DirectBuffer from, int offset, int end, Publication scratch, Origins origins) {
        int flags = from.getByte(offset);
        int[] identifiers =
                new int[from.getShort(offset + IDENTIFIER_COUNT_AT, LITTLE_ENDIAN) & 0xFFFF];
        int groupLength = from.getShort(offset + GROUP_LENGTH_AT, LITTLE_ENDIAN) & 0xFFFF;
        int at = offset + IDENTIFIERS_AT;
        for (int i = 0; i < identifiers.length; i++) {
            identifiers[i] = from.getInt(at, LITTLE_ENDIAN);
            at += Integer.BYTES;
        }
        String group = from.getStringWithoutLengthUtf8(at, groupLength);
        at += groupLength;
        return new Delivery(
                PublicationFlyweight.wrap(from, at, end - at, scratch).kept(),
                flags & QOS_MASK,
                (flags & RETAIN) != 0,
                identifiers,
                group.isEmpty() ? Origin.OWN : new ReplayedOrigin(group, origins));
    }
}
