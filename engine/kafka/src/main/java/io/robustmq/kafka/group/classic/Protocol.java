package io.robustmq.kafka.group.classic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;

/**
 * A way of assigning that a member knows, and what it says to it: of a consumer its subscription.
 *
 * @param name such as {@code range}
 * @param metadata never looked into, but for the topics of a consumer
 */
record Protocol(String name, byte[] metadata) {
    static List<Protocol> of(Iterable<JoinGroupRequestProtocol> asked) {
        List<Protocol> protocols = new ArrayList<>();
        asked.forEach(each -> protocols.add(new Protocol(each.name(), each.metadata())));
        return protocols;
    }

    /** Alike in order, names and metadata. */
    static boolean areSame(List<Protocol> left, List<Protocol> right) {
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (!left.get(i).name.equals(right.get(i).name)
                    || !Arrays.equals(left.get(i).metadata, right.get(i).metadata)) {
                return false;
            }
        }
        return true;
    }
}
