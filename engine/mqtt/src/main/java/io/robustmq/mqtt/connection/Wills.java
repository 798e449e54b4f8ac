package io.robustmq.mqtt.connection;

import io.robustmq.kernel.cores.Retry;
import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.retained.RetainedMessages;
import io.robustmq.kernel.route.Route;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.mqtt.publish.HomedRetains;
import io.robustmq.mqtt.publish.Router;
import io.robustmq.mqtt.session.Will;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreClock;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Publishes wills whose time has come. A will has no connection that could wait for room in a ring,
 * so it waits here, in order; bounded by the sessions that could leave one.
 */
@OwnedBy(Core.class)
final class Wills implements Retry {
    private final CoreClock clock;
    private final Router router;
    private final RetainedMessages retained;
    private final @Nullable HomedRetains homes;
    private final DiskAdmission disk;
    private final MqttCounters counters;
    private final ArrayDeque<Will> pending = new ArrayDeque<>();
    private final Publication publication = new Publication();

    /** The first pending will waits for, or has waited for, what its core sent before. */
    private boolean fencing;

    private boolean fenced;
    private boolean waitsForDisk;

    /**
     * @param homes null when the node has one core
     */
    Wills(
            CoreClock clock,
            Router router,
            RetainedMessages retained,
            @Nullable HomedRetains homes,
            DiskAdmission disk,
            MqttCounters counters) {
        this.clock = clock;
        this.router = router;
        this.retained = retained;
        this.homes = homes;
        this.disk = disk;
        this.counters = counters;
    }

    void publish(Will will) {
        if (!pending.isEmpty() || !tryPublish(will)) {
            pending.addLast(will);
        }
    }

    /**
     * @return how many waited, for as long as which the core must not sleep
     */
    int doWork() {
        if (waitsForDisk) {
            return 0;
        }
        int work = pending.size();
        while (!pending.isEmpty() && tryPublish(pending.getFirst())) {
            pending.removeFirst();
        }
        return waitsForDisk ? 0 : work;
    }

    /** The disk has caught up, or has room. */
    @Override
    public void retry() {
        waitsForDisk = false;
        doWork();
    }

    /** Nobody can be told that the disk is behind or full: it waits. */
    private boolean mustWaitForDisk(Message message) {
        if (disk.isWell()) {
            return false;
        }
        boolean isKept =
                message.retain() && message.payloadLength() > 0
                        || message.qos() > 0
                                && Router.isKept(
                                        router.route(message.bytes(), 0, message.topicLength()));
        if (isKept) {
            waitsForDisk = true;
            disk.later(this);
        }
        return isKept;
    }

    /**
     * @return false when there was no room; nothing happened then
     */
    private boolean tryPublish(Will will) {
        Message message = will.message();
        if (mustWaitForDisk(message)) {
            return false;
        }
        long nowMs = clock.nowMs();
        long expiresAtMs =
                will.expirySeconds() < 0 ? Message.NEVER : nowMs + will.expirySeconds() * 1000;
        publication.wrap(message).publishedAt(nowMs, expiresAtMs);
        if (homes != null && message.retain()) {
            return !fencing && tryRetain(homes);
        }
        Route route = router.route(message.bytes(), 0, message.topicLength());
        if (!router.hasRoom(route, message.sizeBytes())) {
            return false;
        }
        if (message.retain() && !retained.retain(publication)) {
            counters.add(MqttMetric.PUBLISHES_REFUSED, 1);
        }
        router.deliver(publication, route);
        return true;
    }

    private boolean tryRetain(HomedRetains by) {
        HomedRetains.Outcome outcome = by.publish(publication, fenced, Wills::answered);
        switch (outcome) {
            case NO_ROOM -> {
                return false;
            }
            case AWAITS_FENCE -> {
                fencing = true;
                by.whenFenced(() -> {
                    fencing = false;
                    fenced = true;
                });
                return false;
            }
            case OVER_LIMIT -> counters.add(MqttMetric.PUBLISHES_REFUSED, 1);
            case KEPT, ASKED -> {}
        }
        fenced = false;
        return true;
    }

    /** Nobody is left to be told. */
    private static void answered(int reasonCode) {}
}
