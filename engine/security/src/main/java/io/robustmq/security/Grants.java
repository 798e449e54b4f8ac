package io.robustmq.security;

import java.util.List;
import org.agrona.DirectBuffer;

/**
 * A user's rules, as the users file lists them. What no rule allows is refused; a rule that denies
 * wins over any that allows.
 */
record Grants(
        List<GrantFilter> publishAllow,
        List<GrantFilter> publishDeny,
        List<GrantFilter> subscribeAllow,
        List<GrantFilter> subscribeDeny) {
    static final Grants NONE = new Grants(List.of(), List.of(), List.of(), List.of());

    Grants {
        publishAllow = List.copyOf(publishAllow);
        publishDeny = List.copyOf(publishDeny);
        subscribeAllow = List.copyOf(subscribeAllow);
        subscribeDeny = List.copyOf(subscribeDeny);
    }

    boolean mayPublish(DirectBuffer topic, int offset, int length) {
        return anyCovers(publishAllow, topic, offset, length)
                && !anyCovers(publishDeny, topic, offset, length);
    }

    /** A filter that merely touches a denied one would bring denied messages, so it is refused. */
    boolean maySubscribe(DirectBuffer filter, int offset, int length) {
        return anyCovers(subscribeAllow, filter, offset, length)
                && !anyOverlaps(subscribeDeny, filter, offset, length);
    }

    // Indexed loops: an iterator would allocate for each message.
    private static boolean anyCovers(
            List<GrantFilter> filters, DirectBuffer buffer, int offset, int length) {
        for (int i = 0; i < filters.size(); i++) {
            if (filters.get(i).covers(buffer, offset, length)) {
                return true;
            }
        }
        return false;
    }

    private static boolean anyOverlaps(
            List<GrantFilter> filters, DirectBuffer buffer, int offset, int length) {
        for (int i = 0; i < filters.size(); i++) {
            if (filters.get(i).overlaps(buffer, offset, length)) {
                return true;
            }
        }
        return false;
    }
}
