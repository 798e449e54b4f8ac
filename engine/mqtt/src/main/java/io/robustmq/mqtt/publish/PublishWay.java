package io.robustmq.mqtt.publish;

import io.robustmq.kernel.forward.Forward;
import io.robustmq.kernel.forward.Forwards;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.retained.RetainedMessages;
import io.robustmq.kernel.route.Route;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The way of a message that no connection waits with: a QoS 2 message that was taken, a will, a
 * delayed message, one for a single shard. To all who want it, or by the topic's home when it is to
 * be retained.
 */
@OwnedBy(Core.class)
public final class PublishWay implements Forwards.Way {
    private final Router router;
    private final RetainedMessages retained;
    private final @Nullable HomedRetains homes;
    private final Predicate<Publication> delays;
    private final Forwards.Way toOne;
    private final MqttCounters counters;

    /** The first message waits for, or has waited for, what its core sent before. */
    private boolean fencing;

    private boolean fenced;

    /**
     * @param homes null when the node has one core
     * @param delays brings a delayed message to its home; false when there is no room
     * @param toOne the way of what is for one shard alone
     */
    public PublishWay(
            Router router,
            RetainedMessages retained,
            @Nullable HomedRetains homes,
            Predicate<Publication> delays,
            Forwards.Way toOne,
            MqttCounters counters) {
        this.router = router;
        this.retained = retained;
        this.homes = homes;
        this.delays = delays;
        this.toOne = toOne;
        this.counters = counters;
    }

    @Override
    public Forwards.Outcome trySend(Publication publication, Forward forward) {
        if (forward.address() != null) {
            return toOne.trySend(publication, forward);
        }
        if (publication.isDelayed()) {
            return delays.test(publication) ? Forwards.Outcome.SENT : Forwards.Outcome.NO_ROOM;
        }
        if (!publication.retain()) {
            return route(publication);
        }
        return homes == null ? keep(publication) : keepAtHome(homes, publication, forward);
    }

    private Forwards.Outcome route(Publication publication) {
        Route route = router.route(publication);
        if (!router.hasRoom(route, publication)) {
            return Forwards.Outcome.NO_ROOM;
        }
        router.deliver(publication, route);
        return Forwards.Outcome.SENT;
    }

    private Forwards.Outcome keep(Publication publication) {
        if (!retained.isRepeated(publication) && !retained.retain(publication)) {
            counters.add(MqttMetric.PUBLISHES_REFUSED, 1);
            return Forwards.Outcome.SENT;
        }
        return route(publication);
    }

    private Forwards.Outcome keepAtHome(HomedRetains by, Publication publication, Forward forward) {
        if (fencing) {
            return Forwards.Outcome.NO_ROOM;
        }
        HomedRetains.Outcome outcome = by.publish(publication, fenced, code -> forward.answered());
        if (outcome == HomedRetains.Outcome.AWAITS_FENCE) {
            fencing = true;
            by.whenFenced(() -> {
                fencing = false;
                fenced = true;
            });
            return Forwards.Outcome.NO_ROOM;
        }
        if (outcome == HomedRetains.Outcome.NO_ROOM) {
            return Forwards.Outcome.NO_ROOM;
        }
        fenced = false;
        if (outcome == HomedRetains.Outcome.OVER_LIMIT) {
            counters.add(MqttMetric.PUBLISHES_REFUSED, 1);
        }
        return outcome == HomedRetains.Outcome.ASKED
                ? Forwards.Outcome.ASKED
                : Forwards.Outcome.SENT;
    }
}
