package io.robustmq.mqtt.session;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.kernel.message.MessageFlyweight;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A {@link Delivery} in the journal and, from its flags to its group, in the tables.
 *
 * <pre>
 * 0          8       9               17
 * | sequence | flags | messageNumber | identifiers, if IDENTIFIERS | group, if GROUP |
 * | packetId, if SENT | stream, int, and sequence, long, if FORWARDED | {@link MessageFlyweight}, the rest, if FIRST |
 * identifiers: count, then ints; group: length, then UTF-8; lengths and counts are unsigned shorts
 * flags: QoS 1-0, RETAIN 2, IDENTIFIERS 3, GROUP 4, SENT 5, FIRST 6, FORWARDED 7; little-endian
 * </pre>
 *
 * FIRST: the shard did not keep the message before. SENT: it did not wait.
 */
final class DeliveryFlyweight {
    /** No packet identifier: the delivery waits. */
    static final int WAITS = 0;

    static final int ROW_AT = 8;
    private static final int NUMBER_AT = 1;
    private static final int LISTS_AT = 9;
    private static final int QOS_MASK = 0b11;
    private static final int RETAIN = 0b100;
    private static final int IDENTIFIERS = 0b1000;
    private static final int GROUP = 0b1_0000;
    private static final int SENT = 0b10_0000;
    private static final int FIRST = 0b100_0000;
    private static final int FORWARDED = 0b1000_0000;
    static final int FORWARD_BYTES = Integer.BYTES + Long.BYTES;

    private DeliveryFlyweight() {}

    /**
     * @param stored the delivery's; unreferenced when this is the first
     * @param packetId with which it is sent; {@link #WAITS}
     * @return where it ends
     */
    static int write(
            MutableDirectBuffer to,
            int offset,
            Delivery delivery,
            StoredMessage stored,
            int packetId) {
        boolean isFirst = stored.references() == 0;
        int[] identifiers = delivery.identifiers();
        byte[] group = delivery.origin().group().getBytes(UTF_8);
        int flags =
                delivery.qos()
                        | (delivery.retain() ? RETAIN : 0)
                        | (identifiers.length > 0 ? IDENTIFIERS : 0)
                        | (group.length > 0 ? GROUP : 0)
                        | (packetId != WAITS ? SENT : 0)
                        | (isFirst ? FIRST : 0)
                        | (delivery.forwarded() ? FORWARDED : 0);
        to.putLong(offset, delivery.sequence(), LITTLE_ENDIAN);
        to.putByte(offset + ROW_AT, (byte) flags);
        to.putLong(offset + ROW_AT + NUMBER_AT, stored.number(), LITTLE_ENDIAN);
        int at = writeIdentifiers(to, offset + ROW_AT + LISTS_AT, identifiers);
        at = writeGroup(to, at, group);
        if (packetId != WAITS) {
            to.putShort(at, (short) packetId, LITTLE_ENDIAN);
            at += Short.BYTES;
        }
        if (delivery.forwarded()) {
            to.putInt(at, delivery.message().forwardStream(), LITTLE_ENDIAN);
            to.putLong(at + Integer.BYTES, delivery.message().forwardSequence(), LITTLE_ENDIAN);
            at += FORWARD_BYTES;
        }
        return isFirst ? MessageFlyweight.write(to, at, stored.message()) : at;
    }

    /**
     * Of a delivery in the tables that has no more than this.
     *
     * @return where it ends
     */
    static int writeRow(MutableDirectBuffer to, int row, byte flags, long messageNumber) {
        to.putByte(row, flags);
        to.putLong(row + NUMBER_AT, messageNumber, LITTLE_ENDIAN);
        return row + LISTS_AT;
    }

    private static int writeIdentifiers(MutableDirectBuffer to, int offset, int[] identifiers) {
        if (identifiers.length == 0) {
            return offset;
        }
        to.putShort(offset, (short) identifiers.length, LITTLE_ENDIAN);
        int at = offset + Short.BYTES;
        for (int identifier : identifiers) {
            to.putInt(at, identifier, LITTLE_ENDIAN);
            at += Integer.BYTES;
        }
        return at;
    }

    private static int writeGroup(MutableDirectBuffer to, int offset, byte[] group) {
        if (group.length == 0) {
            return offset;
        }
        to.putShort(offset, (short) group.length, LITTLE_ENDIAN);
        to.putBytes(offset + Short.BYTES, group);
        return offset + Short.BYTES + group.length;
    }

    static long sequence(DirectBuffer from, int offset) {
        return from.getLong(offset, LITTLE_ENDIAN);
    }

    // ---- the row, from its flags on ----

    static int qos(DirectBuffer from, int row) {
        return from.getByte(row) & QOS_MASK;
    }

    static boolean isSent(DirectBuffer from, int row) {
        return (from.getByte(row) & SENT) != 0;
    }

    static boolean isFirst(DirectBuffer from, int row) {
        return (from.getByte(row) & FIRST) != 0;
    }

    /** Behind the row and the packet identifier stands the mark of a forwarded message. */
    static boolean isForwarded(DirectBuffer from, int row) {
        return (from.getByte(row) & FORWARDED) != 0;
    }

    static int forwardStream(DirectBuffer from, int at) {
        return from.getInt(at, LITTLE_ENDIAN);
    }

    static long forwardSequence(DirectBuffer from, int at) {
        return from.getLong(at + Integer.BYTES, LITTLE_ENDIAN);
    }

    static long messageNumber(DirectBuffer from, int row) {
        return from.getLong(row + NUMBER_AT, LITTLE_ENDIAN);
    }

    static int rowEnd(DirectBuffer from, int row) {
        int at = groupAt(from, row);
        return hasGroup(from, row) ? at + Short.BYTES + unsignedShort(from, at) : at;
    }

    private static boolean hasGroup(DirectBuffer from, int row) {
        return (from.getByte(row) & GROUP) != 0;
    }

    private static int identifierCount(DirectBuffer from, int row) {
        return (from.getByte(row) & IDENTIFIERS) == 0 ? 0 : unsignedShort(from, row + LISTS_AT);
    }

    private static int groupAt(DirectBuffer from, int row) {
        int count = identifierCount(from, row);
        return row + LISTS_AT + (count == 0 ? 0 : Short.BYTES + count * Integer.BYTES);
    }

    static int unsignedShort(DirectBuffer from, int at) {
        return from.getShort(at, LITTLE_ENDIAN) & 0xFFFF;
    }

    /**
     * @param shard the session's
     * @param stored the one that the row's number names
     */
    static Delivery read(
            int shard,
            DirectBuffer from,
            int row,
            long sequence,
            StoredMessage stored,
            Origins origins) {
        int count = identifierCount(from, row);
        int[] identifiers = count == 0 ? Delivery.NO_IDENTIFIERS : new int[count];
        for (int i = 0; i < count; i++) {
            int at = row + LISTS_AT + Short.BYTES + i * Integer.BYTES;
            identifiers[i] = from.getInt(at, LITTLE_ENDIAN);
        }
        return new Delivery(
                sequence,
                stored.message(),
                qos(from, row),
                (from.getByte(row) & RETAIN) != 0,
                identifiers,
                hasGroup(from, row)
                        ? new ReplayedOrigin(group(from, groupAt(from, row)), shard, origins)
                        : Origin.OWN,
                stored,
                false);
    }

    private static String group(DirectBuffer from, int at) {
        return from.getStringWithoutLengthUtf8(at + Short.BYTES, unsignedShort(from, at));
    }
}
