package io.robustmq.storage.log;

import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.storage.log.concurrent.TierPiece;
import io.robustmq.storage.read.concurrent.BlockCache;
import io.robustmq.storage.tier.Tier;
import java.io.IOException;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** Goes over all batches of some pieces of a log, one behind the other. One thread. */
final class PieceWalk {
    private final ObjectWalk objects;
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final RecordBatchFlyweight batch = new RecordBatchFlyweight(buffer, 0);
    private List<TierPiece> pieces = List.of();
    private long logId;
    private int piece;
    private boolean isIn;
    private long next;
    private boolean isGone;

    PieceWalk(Tier tier, BlockCache cache) {
        this.objects = new ObjectWalk(tier, cache);
    }

    /** Goes before the batch that holds a record offset, or the next one. */
    void start(long ofLog, List<TierPiece> through, long recordOffset) {
        logId = ofLog;
        pieces = through;
        piece = 0;
        isIn = false;
        next = recordOffset;
        isGone = false;
    }

    /**
     * Goes on to the next batch and reads it.
     *
     * @return false behind the last, or when an object {@link #isGone}
     */
    boolean next() throws IOException {
        while (piece < pieces.size()) {
            TierPiece in = pieces.get(piece);
            if (next >= in.endOffset()) {
                piece++;
                isIn = false;
            } else if (!isIn && !objects.start(logId, in, next) || !objects.peek()) {
                isGone = true;
                return false;
            } else if (objects.endOffset() <= next) {
                isIn = true;
                objects.skip();
            } else {
                isIn = true;
                return take();
            }
        }
        return false;
    }

    private boolean take() throws IOException {
        buffer.checkLimit(objects.batchBytes());
        if (!objects.take(buffer, 0)) {
            isGone = true;
            return false;
        }
        next = batch.endOffset();
        return true;
    }

    /** An object was deleted meanwhile: the log begins later now. */
    boolean isGone() {
        return isGone;
    }

    /** The batch it stands at, until the next call. */
    RecordBatchFlyweight batch() {
        return batch;
    }

    DirectBuffer buffer() {
        return buffer;
    }
}
