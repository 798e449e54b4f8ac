package io.robustmq.kafka.mapping;

import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.log.Log;
import io.robustmq.storage.state.StateStore;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.io.IOException;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How far the logs of one core have been brought to subscribers, over restarts. A position promises
 * nothing, it only says where to go on; so nobody waits for it.
 */
@OwnedBy(Core.class)
final class FeedPositions {
    private final CommitGate gate;
    private final Long2LongHashMap nextOfLog = new Long2LongHashMap(FeedTables.NOT_TIED);
    private final UnsafeBuffer event = new UnsafeBuffer(new byte[FeedTables.EVENT_BYTES]);

    FeedPositions(CommitGate gate) {
        this.gate = gate;
    }

    /** Takes a shard's rows; before any event. */
    void load(StateStore store, int shard) throws IOException {
        FeedTables.load(store, shard, nextOfLog::put);
    }

    /** Takes an event that lies behind the tables. */
    void replay(DirectBuffer from, int offset) {
        nextOfLog.put(FeedTables.logId(from, offset), FeedTables.next(from, offset));
    }

    /** Where to go on with a log; {@link FeedTables#NOT_TIED} when it was not. */
    long next(Log log) {
        return nextOfLog.get(log.logId());
    }

    /** Everything before is delivered; or {@link FeedTables#NOT_TIED}. */
    void append(Log log, long next) {
        FeedTables.put(event, log.logId(), next);
        gate.append(
                log.shard(), FeedTables.FED, Durability.MEMORY, event, 0, FeedTables.EVENT_BYTES);
        nextOfLog.put(log.logId(), next);
    }
}
