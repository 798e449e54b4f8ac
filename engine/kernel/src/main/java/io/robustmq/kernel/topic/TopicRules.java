package io.robustmq.kernel.topic;

/** stub */
public final class TopicRules {
    private TopicRules() {}
}
