package io.robustmq.mqtt.connection;

import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.TopicName;
import io.robustmq.codec.mqtt.decode.PublishDecoder;
import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.route.Route;
import io.robustmq.kernel.topic.TopicRules;
import io.robustmq.mqtt.delayed.DelayedTopic;
import io.robustmq.mqtt.publish.Router;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreClock;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The topic of the PUBLISH at hand, by name or by alias, and its route. A publisher that repeats
 * its topic pays one comparison for all that was checked the first time.
 */
@OwnedBy(Core.class)
final class PublishTopic {
    private final Router router;
    private final int maxLevels;
    private DirectBuffer buffer = new UnsafeBuffer(0, 0);
    private int offset;
    private int length;
    private final CoreClock clock;
    private final DelayedTopic delayed = new DelayedTopic();
    private boolean isDelayed;

    PublishTopic(Router router, CoreClock clock, int maxLevels) {
        this.router = router;
        this.clock = clock;
        this.maxLevels = maxLevels;
    }

    /**
     * Finds the topic, sets the alias that comes with it.
     *
     * @param packet the buffer that was decoded
     * @return who wants messages of this topic; null when that takes long to find out: put the
     *     packet back ({@link LongMatches})
     */
    @Nullable Route of(ActiveClient client, PublishDecoder publish, DirectBuffer packet)
            throws MqttViolation {
        buffer = packet;
        offset = publish.topicOffset();
        length = publish.topicLength();
        if (publish.hasProperties() && publish.topicAlias() != 0) {
            resolve(client.inboundAliases(), publish.topicAlias());
        }
        isDelayed = DelayedTopic.is(buffer, offset, length);
        if (isDelayed) {
            unwrap();
        }
        Route route = client.lastRoute();
        if (route != null && route.isFor(buffer, offset, length)) {
            if (route.isCurrent()) {
                return route;
            }
        } else {
            check();
        }
        route = router.tryRoute(buffer, offset, length);
        if (route != null) {
            client.lastRoute(route);
        }
        return route;
    }

    /** What is behind the delay is the topic: for rights, limits and routes. */
    private void unwrap() throws MqttViolation {
        if (!delayed.read(buffer, offset, length, clock.nowMs())) {
            throw new MqttViolation(
                    ReasonCode.TOPIC_NAME_INVALID, "not $delayed/SECONDS/TOPIC, or too far away");
        }
        offset += delayed.prefixLength();
        length -= delayed.prefixLength();
    }

    private void resolve(InboundAliases aliases, int alias) throws MqttViolation {
        if (length == 0) {
            buffer = aliases.get(alias);
            offset = 0;
            length = buffer.capacity();
        } else {
            check();
            aliases.set(alias, buffer, offset, length);
        }
    }

    private void check() throws MqttViolation {
        TopicName.check(buffer, offset, length);
        if (!TopicRules.checkName(buffer, offset, length, maxLevels).isValid()
                || SysTopics.isReserved(buffer, offset, length)) {
            throw new MqttViolation(
                    ReasonCode.TOPIC_NAME_INVALID, "topic name is reserved or has too many levels");
        }
    }

    boolean isDelayed() {
        return isDelayed;
    }

    /** {@link Message#NOT_DELAYED}, or milliseconds since 1970. */
    long delayedUntilMs() {
        return isDelayed ? delayed.untilMs() : Message.NOT_DELAYED;
    }

    DirectBuffer buffer() {
        return buffer;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }
}
