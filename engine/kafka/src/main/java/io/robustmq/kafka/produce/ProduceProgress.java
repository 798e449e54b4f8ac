package io.robustmq.kafka.produce;

import io.robustmq.kafka.response.Response;
import io.robustmq.storage.journal.Durability;
import org.jspecify.annotations.Nullable;

/**
 * How far a produce request has been taken, when the disk was behind half-way: what was taken is
 * taken, and its answers are written; the request comes again for the rest. One per connection.
 */
public final class ProduceProgress {
    @Nullable Response response;
    int topicsBegun;
    int topicsEnded;
    int partitionsDone;
    int length;
    boolean hasErrors;
    int throttleMs;
    Durability durability = Durability.MEMORY;

    /** What the answer to the request tells its client to wait. */
    public void throttleMs(int ms) {
        throttleMs = ms;
    }

    /** The request has been begun before. */
    public boolean isUnderWay() {
        return response != null;
    }

    /** Of the batch that is taken next, when it must be opened. */
    KeyChecks.@Nullable KeyCheck keyCheck;

    void begin(Response to) {
        response = to;
        topicsBegun = 0;
        topicsEnded = 0;
        partitionsDone = 0;
        length = 0;
        hasErrors = false;
        durability = Durability.MEMORY;
        keyCheck = null;
    }
}
