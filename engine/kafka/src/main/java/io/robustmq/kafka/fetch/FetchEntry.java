package io.robustmq.kafka.fetch;

import io.robustmq.kafka.partition.Partition;
import io.robustmq.kafka.response.ErrorCode;
import io.robustmq.storage.log.Log;
import io.robustmq.storage.log.LogCursor;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One partition of a fetch: what is asked for, and what there is of it now. Reused: a fetch that
 * asks on where the last one ended knows the place.
 */
@OwnedBy(Core.class)
final class FetchEntry extends Partition.Waiter {
    private static final UnsafeBuffer NO_NAME = new UnsafeBuffer(new byte[0]);

    private final Fetch fetch;
    private final LogCursor cursor = new LogCursor(0);
    private @Nullable Partition partition;
    private int unfoundError;
    private DirectBuffer topicName = NO_NAME;
    private int topicNameLength;
    private long topicIdHigh;
    private long topicIdLow;
    private int index;
    private long offset;
    private int maxBytes;
    private int currentEpoch;

    // What there is.
    private int error;
    private long highWatermark;
    private long startOffset;
    private int pieceFrom;
    private int pieceCount;
    private int bytes;

    // What a session's client was told last.
    private long toldHighWatermark = -1;
    private long toldStartOffset = -1;
    private boolean isTold;

    FetchEntry(Fetch fetch) {
        this.fetch = fetch;
    }

    /** Asks for a partition that is there. */
    void found(Partition asked, DirectBuffer name) {
        if (partition != asked) {
            cursor.seek(0);
            isTold = false;
        }
        partition = asked;
        unfoundError = ErrorCode.NONE;
        topicName = name;
        topicNameLength = name.capacity();
        topicIdHigh = asked.topic().idHigh();
        topicIdLow = asked.topic().idLow();
        index = asked.index();
    }

    /** Asks for what is not there, or not this client's to read. */
    void notFound(
            int code, DirectBuffer name, int nameOffset, int nameLength, long high, long low) {
        partition = null;
        unfoundError = code;
        byte[] copy = new byte[Math.max(nameLength, 0)];
        if (nameLength > 0) {
            name.getBytes(nameOffset, copy);
        }
        topicName = new UnsafeBuffer(copy);
        topicNameLength = copy.length;
        topicIdHigh = high;
        topicIdLow = low;
        isTold = false;
    }

    void ask(int partitionIndex, long fetchOffset, int bytesMax, int leaderEpoch) {
        index = partitionIndex;
        offset = fetchOffset;
        maxBytes = bytesMax;
        currentEpoch = leaderEpoch;
    }

    /** Looks at the partition's log anew; nothing is read yet. */
    void look(int leaderEpoch) {
        bytes = 0;
        pieceCount = 0;
        highWatermark = -1;
        startOffset = -1;
        error = unfoundError;
        Partition asked = partition;
        if (error != ErrorCode.NONE || asked == null) {
            return;
        }
        Log log = asked.log();
        if (asked.isGone()) {
            error = ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        } else if (log == null) {
            error = ErrorCode.NOT_LEADER_OR_FOLLOWER;
        } else if (currentEpoch >= 0 && currentEpoch != leaderEpoch) {
            error =
                    currentEpoch < leaderEpoch
                            ? ErrorCode.FENCED_LEADER_EPOCH
                            : ErrorCode.UNKNOWN_LEADER_EPOCH;
        } else {
            highWatermark = log.highWatermark();
            startOffset = log.startOffset();
            if (offset < startOffset || offset > log.endOffset()) {
                error = ErrorCode.OFFSET_OUT_OF_RANGE;
            }
        }
    }

    /** The log to read from; null when there is none or nothing to read. */
    @Nullable Log readable() {
        Partition asked = partition;
        return error == ErrorCode.NONE && asked != null && offset < highWatermark
                ? asked.log()
                : null;
    }

    /** Where reading begins. */
    LogCursor cursor() {
        if (cursor.recordOffset() != offset) {
            cursor.seek(offset);
        }
        return cursor;
    }

    /** What was read goes with this response. */
    void read(int firstPiece, int pieces, int recordBytes) {
        pieceFrom = firstPiece;
        pieceCount = pieces;
        bytes = recordBytes;
    }

    void failed(int code) {
        error = code;
    }

    void awaitMore() {
        Partition asked = partition;
        if (asked != null && asked.log() != null) {
            await(asked);
        }
    }

    void awaitNoMore() {
        leave();
    }

    @Override
    protected void onProgress() {
        fetch.due();
    }

    /** Whether a session's client learns something from it. */
    boolean hasNews() {
        return bytes > 0
                || error != ErrorCode.NONE
                || !isTold
                || toldHighWatermark != highWatermark
                || toldStartOffset != startOffset;
    }

    void told() {
        Partition given = partition;
        if (bytes > 0 && given != null) {
            given.given(bytes, cursor.recordOffset() - offset);
        }
        isTold = error == ErrorCode.NONE;
        toldHighWatermark = highWatermark;
        toldStartOffset = startOffset;
    }

    /** Nothing of it is held any more. */
    void forget() {
        leave();
        partition = null;
        topicName = NO_NAME;
        isTold = false;
    }

    boolean isOf(FetchEntry other) {
        return topicIdHigh == other.topicIdHigh
                && topicIdLow == other.topicIdLow
                && topicNameLength == other.topicNameLength
                && isSameName(other);
    }

    private boolean isSameName(FetchEntry other) {
        return topicName == other.topicName || topicName.equals(other.topicName);
    }

    boolean is(long idHigh, long idLow, int partitionIndex) {
        return topicIdHigh == idHigh && topicIdLow == idLow && index == partitionIndex;
    }

    @Nullable Partition partition() {
        return partition;
    }

    DirectBuffer topicName() {
        return topicName;
    }

    int topicNameLength() {
        return topicNameLength;
    }

    long topicIdHigh() {
        return topicIdHigh;
    }

    long topicIdLow() {
        return topicIdLow;
    }

    int index() {
        return index;
    }

    long offset() {
        return offset;
    }

    int maxBytes() {
        return maxBytes;
    }

    int error() {
        return error;
    }

    long highWatermark() {
        return highWatermark;
    }

    long startOffset() {
        return startOffset;
    }

    int pieceFrom() {
        return pieceFrom;
    }

    int pieceCount() {
        return pieceCount;
    }

    int bytes() {
        return bytes;
    }
}
