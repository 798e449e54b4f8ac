package io.robustmq.kafka.topic;

import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.storage.state.StateStore;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.io.IOException;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Numbers for producers that no other ever had: each shard gives out its own, which begin with the
 * shard's number. A core uses one shard of its own.
 *
 * <pre>
 * | shard, 15 bits | counted, 48 bits |
 * </pre>
 */
@OwnedBy(Core.class)
public final class ProducerIds {
    private static final int COUNTED_BITS = 48;

    /** Taken out at once: so many are lost with the process. */
    static final int BLOCK = 1_000;

    private static final int EVENT_BYTES = 16;

    private final CommitGate gate;
    private final int shard;
    private final UnsafeBuffer event = new UnsafeBuffer(new byte[EVENT_BYTES]);
    private long next;
    private long kept;

    /**
     * @param shard one of this core's
     */
    public ProducerIds(CommitGate gate, int shard) {
        this.gate = gate;
        this.shard = shard;
    }

    /** Takes what the tables hold; before any event. */
    public void load(StateStore store) throws IOException {
        TopicTables.loadProducerIds(store, shard, this::from);
    }

    /** Takes an event that lies behind the tables, if it is its shard's. */
    public void replay(int ofShard, int type, DirectBuffer buffer, int offset) {
        if (ofShard == shard && type == TopicFlyweight.PRODUCER_IDS) {
            from(TopicFlyweight.first(buffer, offset));
        }
    }

    private void from(long first) {
        next = Math.max(next, first);
        kept = next;
    }

    /** False while its shard is damaged or stopped, or the disk full: there are no more then. */
    public boolean hasMore() {
        return next < kept || gate.isServed(shard) && !gate.isFull();
    }

    /** A new one; wait for the gate's mark before it is told. */
    public long take() {
        if (next == kept) {
            kept = next + BLOCK;
            int length = TopicFlyweight.putProducerIds(event, kept);
            gate.append(shard, TopicFlyweight.PRODUCER_IDS, event, 0, length);
        }
        return (long) shard << COUNTED_BITS | next++;
    }
}
