package io.robustmq.mqtt.delayed;

import io.robustmq.kernel.cores.Confirmations;
import io.robustmq.kernel.cores.CoreLinks;
import io.robustmq.kernel.cores.PublicationFlyweight;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.mqtt.CoreMessage;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.List;
import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Brings delayed messages to the homes of their topics. The limits are the node's, looked at where
 * a message arrives: they may be exceeded by what is under way between cores at that moment.
 */
@OwnedBy(Core.class)
public final class Delays {
    private final MqttConfig.Delayed limits;
    private final List<MqttCounters> allCores;
    private final Shards shards;
    private final DelayedMessages here;
    private final @Nullable CoreLinks links;
    private final @Nullable Confirmations confirmations;
    private final MutableDirectBuffer message = new ExpandableDirectByteBuffer(256);
    private final Publication arrived = new Publication();

    /**
     * @param allCores every core's counters
     * @param links null, like the confirmations, when the node has one core
     */
    public Delays(
            MqttConfig.Delayed limits,
            List<MqttCounters> allCores,
            Shards shards,
            DelayedMessages here,
            @Nullable CoreLinks links,
            @Nullable Confirmations confirmations) {
        this.limits = limits;
        this.allCores = allCores;
        this.shards = shards;
        this.here = here;
        this.links = links;
        this.confirmations = confirmations;
        if (confirmations != null) {
            confirmations.onTold(
                    CoreMessage.DELAY,
                    (from, number, b, at, n) ->
                            here.keep(PublicationFlyweight.wrap(b, at, n, arrived)));
        }
    }

    /** Whether the limits allow one more of this size. */
    public boolean mayKeep(Publication publication) {
        long sizeBytes =
                (long) publication.topicLength()
                        + publication.propertiesLength()
                        + publication.payloadLength();
        return sum(MqttMetric.DELAYED_MESSAGES) < limits.maxCount()
                && sum(MqttMetric.DELAYED_BYTES) + sizeBytes <= limits.maxBytes();
    }

    private long sum(MqttMetric metric) {
        long sum = 0;
        for (MqttCounters counters : allCores) {
            sum += counters.get(metric);
        }
        return sum;
    }

    /**
     * @return false when there was no room on the way to its home; nothing happened then
     */
    public boolean tryKeep(Publication publication) {
        int home =
                shards.coreOf(
                        shards.shardOf(
                                publication.topicBuffer(),
                                publication.topicOffset(),
                                publication.topicLength()));
        CoreLinks ways = links;
        Confirmations others = confirmations;
        if (ways == null || others == null || home == ways.self()) {
            here.keep(publication);
            return true;
        }
        int length = PublicationFlyweight.lengthOf(publication);
        if (!ways.hasRoom(home, length)) {
            return false;
        }
        PublicationFlyweight.write(message, 0, publication);
        long number = publication.qos() == 0 ? 0 : others.next();
        ways.send(home, CoreMessage.DELAY, number, message, 0, length);
        if (number != 0) {
            others.told(home, number);
        }
        return true;
    }
}
