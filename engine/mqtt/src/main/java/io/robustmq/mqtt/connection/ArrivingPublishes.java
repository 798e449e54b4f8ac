package io.robustmq.mqtt.connection;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.decode.FixedHeader;
import io.robustmq.mqtt.metrics.DropReason;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.publish.LargeBodies;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.memory.Slab;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The large PUBLISH packets of one core that have arrived in part, and the rule by which they share
 * its memory for bodies.
 *
 * <p>When that is spent, and whole messages on their way to subscribers hold some of it, it will
 * come back: the publisher is not read from for at most {@link #WAIT_NS}. After that, or when
 * packets that are not whole hold all of it and waiting would lock them against each other, one
 * gives way: the one whose publisher has been silent for the longest, if for {@link #STALLED_NS},
 * else the one that asks. So no need for memory lasts longer than that, and no silent publisher
 * keeps what another needs.
 *
 * <p>Who gives way is refused: 0x97 to QoS 1 and 2 of 5.0, the end of the connection to QoS 1 and 2
 * of 3.x, which knows no refusal; QoS 0 is dropped and counted.
 */
@OwnedBy(Core.class)
final class ArrivingPublishes {
    /** Longest that a publisher waits for memory. */
    static final long WAIT_NS = TimeUnit.SECONDS.toNanos(5);

    /** How often it asks. */
    static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Silence after which another's need goes before. */
    static final long STALLED_NS = TimeUnit.SECONDS.toNanos(1);

    /** Of those that are over, how many are kept for reuse. */
    private static final int SPARES_MAX = 64;

    private final Core core;
    private final LargeBodies bodies;
    private final MqttCounters counters;
    private final ArrayList<ArrivingPublish> arriving = new ArrayList<>();
    private final ArrayDeque<ArrivingPublish> spares = new ArrayDeque<>();

    ArrivingPublishes(Core core, LargeBodies bodies, MqttCounters counters) {
        this.core = core;
        this.bodies = bodies;
        this.counters = counters;
    }

    /** The head is there, nothing of the payload yet. */
    ArrivingPublish begin(
            ActiveClient client,
            FixedHeader header,
            DirectBuffer buffer,
            int packetAt,
            int headBytes,
            int refusal) {
        ArrivingPublish spare = spares.pollLast();
        ArrivingPublish publish = spare != null ? spare : new ArrivingPublish(core);
        Slab slab = refusal == ArrivingPublish.WANTED ? bodies.create() : null;
        publish.begin(client, header, buffer, packetAt, headBytes, refusal, slab);
        publish.index = arriving.size();
        arriving.add(publish);
        if (slab == null && refusal == ArrivingPublish.WANTED) {
            giveWay(publish);
        }
        return publish;
    }

    /**
     * Takes bytes of the payload.
     *
     * @return false when none were taken: the connection stands still, or is closed
     */
    boolean take(ArrivingPublish publish, DirectBuffer buffer, int at, int bytes) {
        ActiveClient client = publish.client();
        while (!publish.take(buffer, at, bytes)) {
            if (othersHoldMemory() && publish.tryWait(RETRY_NS, WAIT_NS)) {
                return false;
            }
            ArrivingPublish stalled = stalled(publish);
            giveWay(stalled == null ? publish : stalled);
            if (client.mqtt().isClosing()) {
                return false;
            }
        }
        return true;
    }

    /** Whether messages that have arrived whole hold memory, which they will give back. */
    private boolean othersHoldMemory() {
        long held = 0;
        for (ArrivingPublish each : arriving) {
            held += each.isComplete() ? 0 : each.heldBytes();
        }
        return held < bodies.inUseBytes();
    }

    /** Who has been silent for the longest, too long; null for none. */
    private @Nullable ArrivingPublish stalled(ArrivingPublish asking) {
        long nowNs = core.clock().nowNs();
        ArrivingPublish longest = null;
        long longestNs = STALLED_NS;
        for (ArrivingPublish each : arriving) {
            boolean may =
                    each != asking
                            && each.heldBytes() > 0
                            && !each.isComplete()
                            && !each.isWaiting();
            long silentNs = nowNs - each.lastBytesNs();
            if (may && silentNs >= longestNs) {
                longest = each;
                longestNs = silentNs;
            }
        }
        return longest;
    }

    private void giveWay(ArrivingPublish publish) {
        publish.refuse(ReasonCode.QUOTA_EXCEEDED);
        if (publish.qos() == 0) {
            counters.dropped(DropReason.NO_BODY_MEMORY);
        } else if (publish.client().terms().version() != MqttVersion.V5) {
            publish.client().disconnect(ReasonCode.QUOTA_EXCEEDED);
        }
    }

    /** Whole and handled, or given up with its connection. */
    void end(ArrivingPublish publish) {
        publish.end();
        ArrivingPublish last = arriving.removeLast();
        if (last != publish) {
            last.index = publish.index;
            arriving.set(publish.index, last);
        }
        if (spares.size() < SPARES_MAX) {
            spares.addLast(publish);
        }
    }
}
