package io.robustmq.mqtt.publish;

import io.robustmq.kernel.cores.Confirmations;
import io.robustmq.kernel.cores.CoreLinks;
import io.robustmq.kernel.cores.PublicationFlyweight;
import io.robustmq.kernel.message.Publication;
import io.robustmq.mqtt.CoreMessage;
import io.robustmq.mqtt.metrics.DropReason;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.memory.Slab;
import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Publications that go straight from this core to the others that want them: one message a core,
 * matched there against its own subscriptions again. A payload in shared memory is lent to them.
 */
@OwnedBy(Core.class)
public final class CorePublishes {
    private static final int FIRST_CAPACITY = 4096;

    private final CoreLinks links;
    private final BodyLeases leases;
    private final Confirmations confirmations;
    private final MqttCounters counters;
    private final MutableDirectBuffer message = new ExpandableDirectByteBuffer(FIRST_CAPACITY);
    private long sent;

    public CorePublishes(
            CoreLinks links,
            BodyLeases leases,
            Confirmations confirmations,
            MqttCounters counters) {
        this.links = links;
        this.leases = leases;
        this.confirmations = confirmations;
        this.counters = counters;
    }

    /** True when a publication of this many bytes can go to all of these cores now. */
    boolean hasRoom(long cores, int bytes) {
        return links.hasRoomInAll(cores, PublicationFlyweight.HEADER_BYTES + bytes);
    }

    /** True when this publication can. */
    boolean hasRoom(long cores, Publication publication) {
        return links.hasRoomInAll(cores, lengthOf(publication));
    }

    private static int lengthOf(Publication publication) {
        return publication.body() instanceof Slab
                ? LentPublication.lengthOf(publication)
                : PublicationFlyweight.lengthOf(publication);
    }

    /**
     * To all of these cores; or to none, and counted as dropped, when one of them is behind.
     *
     * @param keepingCores those of them that confirm a QoS 1 or 2 message when they have kept it
     */
    void send(Publication publication, long cores, long keepingCores) {
        Slab lent = publication.body() instanceof Slab slab ? slab : null;
        int length = lengthOf(publication);
        if (!links.hasRoomInAll(cores, length)) {
            counters.dropped(DropReason.RING_FULL);
            return;
        }
        if (lent == null) {
            PublicationFlyweight.write(message, 0, publication);
        } else {
            LentPublication.write(message, publication);
        }
        long confirming = publication.qos() == 0 ? 0 : keepingCores;
        long number = confirming == 0 ? 0 : confirmations.next();
        for (long left = cores; left != 0; left &= left - 1) {
            int core = Long.numberOfTrailingZeros(left);
            boolean confirms = (confirming & 1L << core) != 0;
            if (lent == null) {
                links.send(core, CoreMessage.PUBLISHED, confirms ? number : 0, message, 0, length);
            } else {
                LentPublication.lease(message, leases.lend(lent));
                links.send(
                        core,
                        CoreMessage.PUBLISHED_BODY,
                        confirms ? number : 0,
                        message,
                        0,
                        length);
            }
            if (confirms) {
                confirmations.told(core, number);
            }
        }
        sent++;
    }

    /** Publications sent since the start; tells whether there were any since an earlier look. */
    long sent() {
        return sent;
    }
}
