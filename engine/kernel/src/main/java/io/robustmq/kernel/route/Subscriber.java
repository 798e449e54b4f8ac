package io.robustmq.kernel.route;

/**
 * A target of messages: a session, a shared group, another core. Routing compares subscribers by
 * identity and calls nothing on them; who delivers knows what they really are.
 */
public interface Subscriber {}
