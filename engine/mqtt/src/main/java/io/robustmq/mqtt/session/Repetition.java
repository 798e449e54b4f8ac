package io.robustmq.mqtt.session;

import io.robustmq.mqtt.metrics.DropReason;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;

/**
 * The unfinished exchanges that a resumed session's client is to get again, in their order
 * [MQTT-4.4.0-1], before anything new.
 */
@OwnedBy(Core.class)
final class Repetition {
    private final SessionState state;
    private final SessionEvents events;
    private final SessionServices services;
    private final int[] packetIds;

    /** Those before it are repeated. */
    private int next;

    Repetition(SessionState state, SessionEvents events, SessionServices services) {
        this.state = state;
        this.events = events;
        this.services = services;
        this.packetIds = state.window().idsInOrder();
    }

    /**
     * Goes on, with no more at one time than the client's window, which may be smaller than it was
     * [MQTT-3.3.4-9].
     *
     * @return whether nothing is left to repeat
     */
    boolean goOn(ClientLink client) {
        while (next < packetIds.length) {
            int sentAndOpen = state.window().inFlight() - (packetIds.length - next);
            if (sentAndOpen >= client.window() || !repeat(client, packetIds[next])) {
                return false;
            }
            next++;
        }
        return true;
    }

    /**
     * @return false: no room for it now
     */
    private boolean repeat(ClientLink client, int packetId) {
        OutboundWindow window = state.window();
        if (window.state(packetId) == OutboundWindow.AWAITS_COMP) {
            client.sendPubrel(packetId);
            return true;
        }
        Delivery delivery = window.delivery(packetId);
        if (delivery == null) {
            return true;
        }
        int result =
                client.sendPublish(
                        services.replay().wrap(delivery.message()),
                        delivery.qos(),
                        delivery.retain(),
                        true,
                        packetId,
                        delivery.identifiers());
        if (result == ClientLink.TOO_LARGE) { // [MQTT-3.1.2-25]
            delivery.origin().onFinished();
            events.finished(packetId);
            services.counters().dropped(DropReason.TOO_LARGE);
        }
        return result != ClientLink.BACK_PRESSURED;
    }
}
