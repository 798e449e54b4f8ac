package io.robustmq.kernel.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SubscriptionTest {
    private static final Subscriber SUBSCRIBER = new Subscriber() {};

    @Test
    void shouldReadTheOptionsByteAsItIsSent() { // MQTT 5.0 §3.8.3.1
        Subscription subscription = new Subscription(SUBSCRIBER, "a/é", 0b10_1_0_01, 268_435_455);

        assertThat(subscription.qos()).isEqualTo(1);
        assertThat(subscription.noLocal()).isFalse();
        assertThat(subscription.retainAsPublished()).isTrue();
        assertThat(subscription.retainHandling()).isEqualTo(2);
        assertThat(subscription.subscriptionIdentifier()).isEqualTo(268_435_455);
        assertThat(subscription.filter()).isEqualTo("a/é");
    }

    @Test
    void shouldTakeABareQosForOptions() {
        Subscription subscription = new Subscription(SUBSCRIBER, "a", 2, 0);

        assertThat(subscription.qos()).isEqualTo(2);
        assertThat(subscription.noLocal()).isFalse();
        assertThat(subscription.retainAsPublished()).isFalse();
        assertThat(subscription.retainHandling()).isZero();
    }

    @Test
    void shouldReadNoLocal() {
        assertThat(new Subscription(SUBSCRIBER, "a", 0b100, 0).noLocal()).isTrue();
    }
}
