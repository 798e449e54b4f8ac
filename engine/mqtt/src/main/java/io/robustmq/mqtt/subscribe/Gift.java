package io.robustmq.mqtt.subscribe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.kernel.cores.PublicationFlyweight;
import io.robustmq.kernel.message.Publication;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A message between a shared group's home and the core of a member, in either direction.
 *
 * <pre>
 * 0     1        4            8             12           20
 * | QoS | RETAIN | identifier | groupLength | membership | group, as named in SUBSCRIBE | publication |
 * </pre>
 */
final class Gift {
    private static final int RETAIN_AT = 1;
    private static final int IDENTIFIER_AT = 4;
    private static final int GROUP_LENGTH_AT = 8;
    private static final int MEMBERSHIP_AT = 12;
    private static final int GROUP_AT = 20;

    private Gift() {}

    static int lengthOf(String group, Publication publication) {
        return GROUP_AT + group.getBytes(UTF_8).length + PublicationFlyweight.lengthOf(publication);
    }

    /**
     * @param membership of the member it is for or from
     * @param identifier the member's subscription identifier; 0 for none
     * @return bytes written
     */
    static int write(
            MutableDirectBuffer to,
            long membership,
            String group,
            int qos,
            boolean retain,
            int identifier,
            Publication publication) {
        to.putByte(0, (byte) qos);
        to.putByte(RETAIN_AT, (byte) (retain ? 1 : 0));
        to.putInt(IDENTIFIER_AT, identifier);
        to.putLong(MEMBERSHIP_AT, membership);
        int groupLength = to.putStringWithoutLengthUtf8(GROUP_AT, group);
        to.putInt(GROUP_LENGTH_AT, groupLength);
        int publicationAt = GROUP_AT + groupLength;
        return publicationAt + PublicationFlyweight.write(to, publicationAt, publication);
    }

    static int qos(DirectBuffer from, int at) {
        return from.getByte(at);
    }

    static boolean retain(DirectBuffer from, int at) {
        return from.getByte(at + RETAIN_AT) != 0;
    }

    static int identifier(DirectBuffer from, int at) {
        return from.getInt(at + IDENTIFIER_AT);
    }

    static long membership(DirectBuffer from, int at) {
        return from.getLong(at + MEMBERSHIP_AT);
    }

    static String group(DirectBuffer from, int at) {
        return from.getStringWithoutLengthUtf8(at + GROUP_AT, from.getInt(at + GROUP_LENGTH_AT));
    }

    static Publication publication(DirectBuffer from, int at, int length, Publication publication) {
        int before = GROUP_AT + from.getInt(at + GROUP_LENGTH_AT);
        return PublicationFlyweight.wrap(from, at + before, length - before, publication);
    }
}
