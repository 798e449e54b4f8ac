package io.robustmq.security;

import org.agrona.DirectBuffer;

/**
 * What one client may do. Asked on the connection's core for each packet, so it neither blocks nor
 * allocates; may change its mind when the users file is reloaded.
 */
public interface Authorizer {
    /** Everything, for brokers without users. */
    Authorizer ALL =
            new Authorizer() {
                @Override
                public boolean mayPublish(DirectBuffer topic, int offset, int length) {
                    return true;
                }

                @Override
                public boolean maySubscribe(DirectBuffer filter, int offset, int length) {
                    return true;
                }
            };

    /** Whether a message may go to this topic name, UTF-8. */
    boolean mayPublish(DirectBuffer topic, int offset, int length);

    /**
     * Whether everything this topic filter can match may be read.
     *
     * @param filter UTF-8, without {@code $share/group/} and the like: a group grants nothing
     */
    boolean maySubscribe(DirectBuffer filter, int offset, int length);
}
