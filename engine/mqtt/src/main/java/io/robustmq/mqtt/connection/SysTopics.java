package io.robustmq.mqtt.connection;

import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.retained.RetainedMessages;
import io.robustmq.kernel.route.Route;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.mqtt.publish.Router;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.core.Timers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * {@code $SYS/brokers/NODE/…}: the broker's own figures as retained messages, made when somebody
 * subscribes and renewed while somebody is subscribed; nobody asking, nothing runs. Each core tells
 * its own subscribers the sum over all cores.
 */
@OwnedBy(Core.class)
public final class SysTopics implements Timed {
    private static final byte[] RESERVED = "$SYS".getBytes(StandardCharsets.US_ASCII);
    private static final String ROOT = "$SYS";
    private static final long RENEW_NS = TimeUnit.SECONDS.toNanos(10);

    private final Core core;
    private final Router router;
    private final RetainedMessages retained;
    private final List<MqttCounters> allCores;
    private final String prefix;
    private final String version;
    private final long startedMs;
    private final Publication publication = new Publication();
    private long timer = Timers.NONE;

    /**
     * @param allCores every core's counters
     * @param startedMs wall-clock start of the node
     */
    public SysTopics(
            Core core,
            Router router,
            RetainedMessages retained,
            List<MqttCounters> allCores,
            String nodeId,
            String version,
            long startedMs) {
        this.core = core;
        this.router = router;
        this.retained = retained;
        this.allCores = allCores;
        this.prefix = ROOT + "/brokers/" + nodeId + '/';
        this.version = version;
        this.startedMs = startedMs;
    }

    /** Topics that only the broker publishes to. */
    static boolean isReserved(DirectBuffer topic, int offset, int length) {
        if (length < RESERVED.length
                || (length > RESERVED.length && topic.getByte(offset + RESERVED.length) != '/')) {
            return false;
        }
        for (int i = 0; i < RESERVED.length; i++) {
            if (topic.getByte(offset + i) != RESERVED[i]) {
                return false;
            }
        }
        return true;
    }

    /** A filter took effect; its retained messages are looked for next. */
    void onSubscribed(String filter) {
        if (filter.startsWith(ROOT)) {
            renew(false);
            if (timer == Timers.NONE) {
                timer = core.timers().schedule(core.clock().nowNs() + RENEW_NS, this);
            }
        }
    }

    @Override
    public void onTimer(long timerId, long nowNs) {
        timer = renew(true) ? core.timers().schedule(nowNs + RENEW_NS, this) : Timers.NONE;
    }

    /**
     * @return true when somebody wants any of them
     */
    private boolean renew(boolean publish) {
        boolean wanted = value("version", version, publish);
        wanted |=
                value("uptime", Long.toString((core.clock().nowMs() - startedMs) / 1000), publish);
        wanted |=
                sum(
                        "clients/connected",
                        publish,
                        MqttMetric.CONNECTIONS_3_1,
                        MqttMetric.CONNECTIONS_3_1_1,
                        MqttMetric.CONNECTIONS_5);
        wanted |= sum("sessions", publish, MqttMetric.SESSIONS_CONNECTED, MqttMetric.SESSIONS_AWAY);
        wanted |= sum("subscriptions", publish, MqttMetric.SUBSCRIPTIONS);
        wanted |= sum("retained", publish, MqttMetric.RETAINED_MESSAGES);
        wanted |= sum("delayed", publish, MqttMetric.DELAYED_MESSAGES);
        wanted |=
                sum(
                        "messages/received",
                        publish,
                        MqttMetric.MESSAGES_IN_QOS0,
                        MqttMetric.MESSAGES_IN_QOS1,
                        MqttMetric.MESSAGES_IN_QOS2);
        wanted |=
                sum(
                        "messages/sent",
                        publish,
                        MqttMetric.MESSAGES_OUT_QOS0,
                        MqttMetric.MESSAGES_OUT_QOS1,
                        MqttMetric.MESSAGES_OUT_QOS2);
        wanted |=
                sum(
                        "messages/dropped",
                        publish,
                        MqttMetric.DROPPED_OUTPUT_FULL,
                        MqttMetric.DROPPED_QUEUE_FULL,
                        MqttMetric.DROPPED_EXPIRED,
                        MqttMetric.DROPPED_TOO_LARGE,
                        MqttMetric.DROPPED_RING_FULL,
                        MqttMetric.DROPPED_NO_BODY_MEMORY);
        wanted |= sum("bytes/received", publish, MqttMetric.BYTES_IN);
        wanted |=
                sum(
                        "bytes/sent",
                        publish,
                        MqttMetric.MESSAGE_BYTES_OUT_QOS0,
                        MqttMetric.MESSAGE_BYTES_OUT_QOS1,
                        MqttMetric.MESSAGE_BYTES_OUT_QOS2);
        return wanted;
    }

    private boolean sum(String name, boolean publish, MqttMetric... metrics) {
        long sum = 0;
        for (MqttCounters counters : allCores) {
            for (MqttMetric metric : metrics) {
                sum += counters.get(metric);
            }
        }
        return value(name, Long.toString(sum), publish);
    }

    private boolean value(String name, String value, boolean publish) {
        UnsafeBuffer topic = new UnsafeBuffer((prefix + name).getBytes(StandardCharsets.UTF_8));
        UnsafeBuffer payload = new UnsafeBuffer(value.getBytes(StandardCharsets.UTF_8));
        publication
                .begin(0, true, 0, core.clock().nowMs(), Message.NEVER)
                .topic(topic, 0, topic.capacity())
                .payload(payload, 0, payload.capacity());
        retained.putOwn(publication.kept());
        Route route = router.route(topic, 0, topic.capacity());
        if (publish) {
            router.deliverHere(publication, route); // each core tells its own
        }
        return !route.isEmpty();
    }
}
