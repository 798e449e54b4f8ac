package io.robustmq.kafka.group.classic;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.message.ConsumerProtocolSubscription;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.jspecify.annotations.Nullable;

/** Which topics the members of a classic group read, as far as they say so in Kafka's own form. */
final class SubscribedTopics {
    /** What members that are consumers call themselves. */
    static final String CONSUMER = "consumer";

    private static final short FIRST_VERSION = 0;

    private SubscribedTopics() {}

    /**
     * @return null when one of them can't be read: it may be any topic
     */
    static @Nullable Set<String> of(Iterable<ClassicMember> members, @Nullable String protocol) {
        Set<String> topics = new HashSet<>();
        for (ClassicMember member : members) {
            if (!read(member.metadata(protocol), topics)) {
                return null;
            }
        }
        return topics;
    }

    /** Every version begins like the first. */
    private static boolean read(byte[] metadata, Set<String> into) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(metadata);
            if (bytes.getShort() < 0) {
                return false;
            }
            into.addAll(
                    new ConsumerProtocolSubscription(new ByteBufferAccessor(bytes), FIRST_VERSION)
                            .topics());
            return true;
        } catch (RuntimeException malformed) {
            return false;
        }
    }
}
