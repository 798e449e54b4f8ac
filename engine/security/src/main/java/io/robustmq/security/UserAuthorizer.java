package io.robustmq.security;

import org.agrona.DirectBuffer;

/**
 * One user's authorizer, shared by that user's connections on all cores. A reload replaces the
 * grants; readers see either the old or the new ones, whole.
 */
final class UserAuthorizer implements Authorizer {
    private volatile Grants grants;

    UserAuthorizer(Grants grants) {
        this.grants = grants;
    }

    void replace(Grants replacement) {
        grants = replacement;
    }

    @Override
    public boolean mayPublish(DirectBuffer topic, int offset, int length) {
        return grants.mayPublish(topic, offset, length);
    }

    @Override
    public boolean maySubscribe(DirectBuffer filter, int offset, int length) {
        return grants.maySubscribe(filter, offset, length);
    }
}
