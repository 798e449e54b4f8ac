package io.robustmq.mqtt.connection;

import io.robustmq.kernel.cores.Retry;
import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.mqtt.publish.Router;
import io.robustmq.mqtt.session.MqttSession;
import io.robustmq.mqtt.session.SessionForwards;
import io.robustmq.mqtt.session.Will;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreClock;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayDeque;

/**
 * Publishes wills whose time has come. A will that somebody is to keep is an event first: a durable
 * session's is cleared by that very event; no other outlives the broker. While the disk is behind
 * or full such wills wait here, in order; bounded by the sessions that could leave one.
 */
@OwnedBy(Core.class)
final class Wills implements Retry {
    private static final long MS_PER_S = 1000;

    private final CoreClock clock;
    private final Router router;
    private final SessionForwards forwards;
    private final DiskAdmission disk;
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private final Publication publication = new Publication();

    private record Pending(MqttSession session, Will will) {}

    Wills(CoreClock clock, Router router, SessionForwards forwards, DiskAdmission disk) {
        this.clock = clock;
        this.router = router;
        this.forwards = forwards;
        this.disk = disk;
    }

    void publish(MqttSession session, Will will) {
        boolean isKept = prepare(will);
        if (isKept && (!disk.isWell() || !pending.isEmpty())) {
            if (pending.isEmpty()) {
                disk.later(this);
            }
            pending.addLast(new Pending(session, will));
        } else {
            publish(session, will, isKept);
        }
    }

    /** Counts its expiry from now. @return whether somebody keeps it */
    private boolean prepare(Will will) {
        long nowMs = clock.nowMs();
        long expiresAtMs =
                will.expirySeconds() < 0 ? Message.NEVER : nowMs + will.expirySeconds() * MS_PER_S;
        publication.wrap(will.message()).publishedAt(nowMs, expiresAtMs);
        return router.isKept(publication);
    }

    private void publish(MqttSession session, Will will, boolean isKept) {
        if (isKept && session.isDurable()) {
            forwards.fire(session, will, publication);
        } else {
            session.will(null);
            forwards.sendOnce(publication);
        }
    }

    /** The disk has caught up, or has room, or is tried. */
    @Override
    public void retry() {
        while (!pending.isEmpty() && disk.isWell()) {
            Pending first = pending.removeFirst();
            publish(first.session, first.will, prepare(first.will));
        }
        if (!pending.isEmpty()) {
            disk.later(this);
        }
    }
}
