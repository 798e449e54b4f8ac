package io.robustmq.mqtt.subscribe;

import io.robustmq.kernel.cores.PublicationFlyweight;
import io.robustmq.kernel.message.Publication;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A message between a shared group's home and the core of a member, in either direction. One of QoS
 * 1 or 2 with a mark may come again after a restart; any other is under way for this life alone.
 *
 * <pre>
 * 0            8               12
 * | membership | addressLength | {@link GiftAddress} | {@link PublicationFlyweight}, the rest |
 * </pre>
 */
final class Gift {
    /** Stands for a member that nobody counts for. */
    static final long NO_MEMBERSHIP = 0;

    private static final int ADDRESS_LENGTH_AT = 8;
    static final int ADDRESS_AT = 12;

    private Gift() {}

    static int lengthOf(byte[] address, Publication publication) {
        return ADDRESS_AT + address.length + PublicationFlyweight.lengthOf(publication);
    }

    /**
     * @param membership of the member it is for or from
     * @return bytes written
     */
    static int write(
            MutableDirectBuffer to, long membership, byte[] address, Publication publication) {
        to.putLong(0, membership);
        to.putInt(ADDRESS_LENGTH_AT, address.length);
        to.putBytes(ADDRESS_AT, address);
        int publicationAt = ADDRESS_AT + address.length;
        return publicationAt + PublicationFlyweight.write(to, publicationAt, publication);
    }

    static long membership(DirectBuffer from, int at) {
        return from.getLong(at);
    }

    static int addressLength(DirectBuffer from, int at) {
        return from.getInt(at + ADDRESS_LENGTH_AT);
    }

    static Publication publication(DirectBuffer from, int at, int length, Publication publication) {
        int before = ADDRESS_AT + addressLength(from, at);
        return PublicationFlyweight.wrap(from, at + before, length - before, publication);
    }
}
