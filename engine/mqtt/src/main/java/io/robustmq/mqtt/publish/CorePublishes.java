package io.robustmq.mqtt.publish;

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
    private final MqttCounters counters;
    private final MutableDirectBuffer message = new ExpandableDirectByteBuffer(FIRST_CAPACITY);
    private long sent;

    public CorePublishes(CoreLinks links, BodyLeases leases, MqttCounters counters) {
        this.links = links;
        this.leases = leases;
        this.counters = counters;
    }

    /** True when a publication of this many bytes can go to all of these cores now. */
    boolean hasRoom(long cores, int bytes) {
        return links.hasRoomInAll(cores, PublicationFlyweight.HEADER_BYTES + bytes);
    }

    /** To all of these cores; or to none, and counted as dropped, when one of them is behind. */
    void send(Publication publication, long cores) {
        Slab lent = publication.body() instanceof Slab slab ? slab : null;
        int length =
                lent == null
                        ? PublicationFlyweight.lengthOf(publication)
                        : PublicationFlyweight.headLengthOf(publication);
        if (!links.hasRoomInAll(cores, length)) {
            counters.dropped(DropReason.RING_FULL);
            return;
        }
        if (lent == null) {
            PublicationFlyweight.write(message, 0, publication);
        } else {
            PublicationFlyweight.writeHead(message, 0, publication);
        }
        for (long left = cores; left != 0; left &= left - 1) {
            int core = Long.numberOfTrailingZeros(left);
            if (lent == null) {
                links.send(core, CoreMessage.PUBLISHED, publication.sender(), message, 0, length);
            } else {
                long id = leases.lend(lent);
                links.send(core, CoreMessage.PUBLISHED_BODY, id, message, 0, length);
            }
        }
        sent++;
    }

    /** Publications sent since the start; tells whether there were any since an earlier look. */
    long sent() {
        return sent;
    }
}
