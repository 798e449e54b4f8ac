package io.robustmq.mqtt.session;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.kernel.message.MessageFlyweight;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Like events of one session that follow each other, in one frame: sequence, message number and
 * packet identifier of each are one more than those of the one before.
 *
 * <pre>
 * 0          8               16
 * | sequence | messageNumber | packetId, short | what is of one each, to the frame's end |    little-endian
 *
 * ENQUEUED_RUN    each | messageBytes, int | flags, byte: QoS 1-0, RETAIN 2 | {@link MessageFlyweight} |
 *                 packetId 0: all wait; else all were sent at once
 * FINISHED_RUN    the first has nothing, each further one a byte, 0
 * </pre>
 *
 * A queued message of a run has neither identifiers nor group nor mark, and no other queue of the
 * shard had it before; with a finished one its message is free.
 */
final class RunFlyweight {
    static final int NUMBER_AT = 8;
    static final int PACKET_ID_AT = 16;
    static final int EACH_AT = 18;

    /** Of one each of ENQUEUED_RUN: where its message begins. */
    static final int MESSAGE_AT = Integer.BYTES + 1;

    /** Longer messages have events of their own. */
    static final int MESSAGE_BYTES_MAX = 4 << 10;

    private static final int PACKET_IDS = 65_535;
    private static final int QOS_MASK = 0b11;
    private static final int RETAIN = 0b100;

    private RunFlyweight() {}

    /** Whether a run may have the delivery; its message was not stored before. */
    static boolean takes(Delivery delivery, StoredMessage stored) {
        return stored.references() == 0
                && delivery.identifiers().length == 0
                && !delivery.forwarded()
                && delivery.message().sizeBytes() <= MESSAGE_BYTES_MAX
                && delivery.origin().group().isEmpty();
    }

    /**
     * @return where what is of one each begins
     */
    static int write(MutableDirectBuffer to, int at, long sequence, long number, int packetId) {
        to.putLong(at, sequence, LITTLE_ENDIAN);
        to.putLong(at + NUMBER_AT, number, LITTLE_ENDIAN);
        to.putShort(at + PACKET_ID_AT, (short) packetId, LITTLE_ENDIAN);
        return at + EACH_AT;
    }

    /**
     * @return where the next one begins
     */
    static int writeEach(MutableDirectBuffer to, int at, Delivery delivery) {
        to.putByte(at + Integer.BYTES, (byte) (delivery.qos() | (delivery.retain() ? RETAIN : 0)));
        int end = MessageFlyweight.write(to, at + MESSAGE_AT, delivery.message());
        to.putInt(at, end - at - MESSAGE_AT, LITTLE_ENDIAN);
        return end;
    }

    static long sequence(DirectBuffer from, int at) {
        return from.getLong(at, LITTLE_ENDIAN);
    }

    static long number(DirectBuffer from, int at) {
        return from.getLong(at + NUMBER_AT, LITTLE_ENDIAN);
    }

    static int packetId(DirectBuffer from, int at) {
        return DeliveryFlyweight.unsignedShort(from, at + PACKET_ID_AT);
    }

    /** The identifier so many behind this one: after the last comes 1 again. */
    static int packetIdBehind(int packetId, long count) {
        return 1 + (int) ((packetId - 1 + count) % PACKET_IDS);
    }

    /** How many a FINISHED_RUN has. */
    static int finished(int at, int end) {
        return 1 + end - at - EACH_AT;
    }

    /** Behind this one of an ENQUEUED_RUN. */
    static int behind(DirectBuffer from, int each) {
        return each + MESSAGE_AT + from.getInt(each, LITTLE_ENDIAN);
    }

    static byte flags(DirectBuffer from, int each) {
        return from.getByte(each + Integer.BYTES);
    }

    static int qos(DirectBuffer from, int each) {
        return flags(from, each) & QOS_MASK;
    }

    /**
     * How many an ENQUEUED_RUN has.
     *
     * @throws IllegalStateException when it does not end where the last of them does
     */
    static int enqueued(DirectBuffer from, int at, int end) {
        int count = 0;
        int each = at + EACH_AT;
        while (each + MESSAGE_AT <= end && from.getInt(each, LITTLE_ENDIAN) >= 0) {
            each = behind(from, each);
            count++;
        }
        if (each != end || count == 0) {
            throw new IllegalStateException("a run of messages that is cut short");
        }
        return count;
    }

    static Delivery read(DirectBuffer from, int each, long sequence, StoredMessage stored) {
        return new Delivery(
                sequence,
                stored.message(),
                qos(from, each),
                (flags(from, each) & RETAIN) != 0,
                Delivery.NO_IDENTIFIERS,
                Origin.OWN,
                stored,
                false);
    }
}
