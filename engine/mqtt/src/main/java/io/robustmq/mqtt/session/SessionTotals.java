package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Message;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;

/** What all sessions of a core hold together; each tells of its changes, none is ever visited. */
@OwnedBy(Core.class)
final class SessionTotals {
    private final MqttCounters counters;
    private final QueueLengths lengths = new QueueLengths();

    SessionTotals(MqttCounters counters) {
        this.counters = counters;
    }

    /** A session was made; its client is not attached yet. */
    void made() {
        counters.add(MqttMetric.SESSIONS_AWAY, 1);
    }

    void came() {
        counters.add(MqttMetric.SESSIONS_AWAY, -1);
        counters.add(MqttMetric.SESSIONS_CONNECTED, 1);
    }

    void left() {
        counters.add(MqttMetric.SESSIONS_CONNECTED, -1);
        counters.add(MqttMetric.SESSIONS_AWAY, 1);
    }

    /** A session is over whose client is away. */
    void ended() {
        counters.add(MqttMetric.SESSIONS_AWAY, -1);
    }

    /**
     * @param from messages in a session's queue before
     * @param to and now
     * @param bytes that its queue grew by
     */
    void queueChanged(int from, int to, long bytes) {
        lengths.changed(from, to);
        counters.add(MqttMetric.QUEUED_MESSAGES, to - from);
        counters.add(MqttMetric.QUEUED_BYTES, bytes);
        counters.set(MqttMetric.LONGEST_QUEUE, lengths.longest());
    }

    /** A queue or window refers to the message. */
    void held(Message message) {
        if (message.hold()) {
            counters.add(MqttMetric.SESSION_MESSAGE_BYTES, message.sizeBytes());
        }
    }

    /** It does not any more. */
    void letGo(Message message) {
        if (message.letGo()) {
            counters.add(MqttMetric.SESSION_MESSAGE_BYTES, -message.sizeBytes());
        }
    }

    /**
     * @param tableBytes that the window's table grew by
     */
    void inFlightChanged(int messages, int tableBytes) {
        counters.add(MqttMetric.IN_FLIGHT, messages);
        if (tableBytes != 0) {
            counters.add(MqttMetric.WINDOW_BYTES, tableBytes);
        }
    }
}
