package io.robustmq.kafka.fetch;

import io.robustmq.codec.kafka.fetch.FetchResponseEncoder;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Connection;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes a fetch's answer into its connection's output: heads, and batches from where they lie. */
@OwnedBy(Core.class)
final class FetchWriter {
    /** Copied at a time, so that blocks of output are filled without gaps. */
    private static final int PIECE_BYTES = 32 << 10;

    private final Connection connection;
    private final Pieces pieces;
    private final Loan loan;
    private boolean hasAll;

    /**
     * @param loan pieces that are sent from where they are
     */
    FetchWriter(Connection connection, Pieces pieces, Loan loan) {
        this.connection = connection;
        this.pieces = pieces;
        this.loan = loan;
    }

    private boolean isTold(FetchEntry entry) {
        return hasAll || entry.hasNews();
    }

    /**
     * @param all every entry is told of, not only those with news
     * @return bytes of the whole answer
     */
    int measure(int version, List<FetchEntry> entries, int count, boolean all) {
        hasAll = all;
        int bytes = FetchResponseEncoder.tailBytes(version);
        int topics = 0;
        for (int i = nextTold(entries, count, 0); i < count; ) {
            int partitions = partitionsOf(entries, count, i);
            FetchEntry first = entries.get(i);
            bytes += FetchResponseEncoder.topicBytes(version, first.topicNameLength(), partitions);
            topics++;
            for (int told = 0; told < partitions; told++) {
                bytes += FetchResponseEncoder.partitionBytes(version, entries.get(i).bytes());
                i = nextTold(entries, count, i + 1);
            }
        }
        return bytes + FetchResponseEncoder.headBytes(version, topics);
    }

    private int nextTold(List<FetchEntry> entries, int count, int from) {
        int i = from;
        while (i < count && !isTold(entries.get(i))) {
            i++;
        }
        return i;
    }

    /** Entries of one topic that follow each other are one topic of the answer. */
    private int partitionsOf(List<FetchEntry> entries, int count, int from) {
        FetchEntry first = entries.get(from);
        int partitions = 0;
        for (int i = from; i < count; i = nextTold(entries, count, i + 1)) {
            if (!entries.get(i).isOf(first)) {
                break;
            }
            partitions++;
        }
        return partitions;
    }

    private int topics(List<FetchEntry> entries, int count) {
        int topics = 0;
        for (int i = nextTold(entries, count, 0); i < count; ) {
            int partitions = partitionsOf(entries, count, i);
            topics++;
            for (int told = 0; told < partitions; told++) {
                i = nextTold(entries, count, i + 1);
            }
        }
        return topics;
    }

    /**
     * @param throttleMs for which the client is to wait
     * @param frameBytes what {@link #measure} said
     * @return false when the output took only a part of it
     */
    boolean write(
            int version,
            int correlationId,
            int error,
            int sessionId,
            int throttleMs,
            int frameBytes,
            List<FetchEntry> entries,
            int count) {
        int topics = topics(entries, count);
        int at = connection.claimReply(FetchResponseEncoder.headBytes(version, topics));
        if (at < 0) {
            return false;
        }
        FetchResponseEncoder.head(
                connection.output(),
                at,
                version,
                frameBytes,
                correlationId,
                throttleMs,
                error,
                sessionId,
                topics);
        for (int i = nextTold(entries, count, 0); i < count; ) {
            int partitions = partitionsOf(entries, count, i);
            if (!beginTopic(version, entries.get(i), partitions)) {
                return false;
            }
            for (int told = 0; told < partitions; told++) {
                if (!partition(version, entries.get(i))) {
                    return false;
                }
                i = nextTold(entries, count, i + 1);
            }
            if (!end(FetchResponseEncoder.tailBytes(version))) {
                return false;
            }
        }
        return end(FetchResponseEncoder.tailBytes(version));
    }

    private boolean beginTopic(int version, FetchEntry first, int partitions) {
        int bytes =
                FetchResponseEncoder.topicBytes(version, first.topicNameLength(), partitions)
                        - FetchResponseEncoder.tailBytes(version);
        int at = connection.claimReply(bytes);
        if (at < 0) {
            return false;
        }
        FetchResponseEncoder.topic(
                connection.output(),
                at,
                version,
                first.topicName(),
                0,
                first.topicNameLength(),
                first.topicIdHigh(),
                first.topicIdLow(),
                partitions);
        return true;
    }

    private boolean partition(int version, FetchEntry entry) {
        int at =
                connection.claimReply(
                        FetchResponseEncoder.partitionHeadBytes(version, entry.bytes()));
        if (at < 0) {
            return false;
        }
        FetchResponseEncoder.partition(
                connection.output(),
                at,
                version,
                entry.index(),
                entry.error(),
                entry.highWatermark(),
                entry.highWatermark(),
                entry.startOffset(),
                entry.bytes());
        entry.told();
        for (int i = 0; i < entry.pieceCount(); i++) {
            if (!put(entry.pieceFrom() + i)) {
                return false;
            }
        }
        return end(FetchResponseEncoder.tailBytes(version));
    }

    private boolean put(int piece) {
        DirectBuffer from = pieces.buffer(piece);
        if (from instanceof UnsafeBuffer lent && loan.has(from)) {
            return loan.send(connection, lent);
        }
        int length = pieces.length(piece);
        for (int done = 0; done < length; ) {
            int bytes = Math.min(PIECE_BYTES, length - done);
            int at = connection.claimReply(bytes);
            if (at < 0) {
                return false;
            }
            connection.output().putBytes(at, from, pieces.offset(piece) + done, bytes);
            done += bytes;
        }
        return true;
    }

    /** No tagged fields: a zero where there could be some. */
    private boolean end(int bytes) {
        if (bytes == 0) {
            return true;
        }
        int at = connection.claimReply(bytes);
        if (at < 0) {
            return false;
        }
        connection.output().putByte(at, (byte) 0);
        return true;
    }
}
