package io.robustmq.kafka.produce;

import io.robustmq.codec.kafka.produce.ProduceRequestFlyweight;
import io.robustmq.codec.kafka.produce.ProduceResponseEncoder;
import io.robustmq.codec.kafka.wire.KafkaViolation;
import io.robustmq.codec.kafka.wire.RequestHeaderFlyweight;
import io.robustmq.codec.kafka.wire.WireWriter;
import io.robustmq.kafka.access.Access;
import io.robustmq.kafka.partition.Partition;
import io.robustmq.kafka.partition.Partitions;
import io.robustmq.kafka.partition.TopicPartitions;
import io.robustmq.kafka.response.ErrorCode;
import io.robustmq.kafka.response.Response;
import io.robustmq.kafka.response.ResponseLine;
import io.robustmq.kafka.response.Responses;
import io.robustmq.kernel.log.CoreLogs;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Policies;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.log.Log;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreClock;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes produce requests: each partition's batch goes into its log, and the answer, written as it
 * goes, leaves when the journal keeps what its acks ask for. Allocates nothing.
 */
@OwnedBy(Core.class)
public final class ProduceReceiver {
    private static final int ALL = -1;
    private static final int LEADER = 1;
    private static final int NOBODY = 0;

    private final Partitions partitions;
    private final Responses responses;
    private final BatchTaker taker;
    private final ProduceRequestFlyweight request = new ProduceRequestFlyweight();

    public ProduceReceiver(
            Partitions partitions,
            Responses responses,
            CommitGate gate,
            CoreClock clock,
            CoreLogs logs) {
        this.partitions = partitions;
        this.responses = responses;
        this.taker =
                new BatchTaker(gate, clock, new KeyChecks(task -> logs.reads().trySubmit(task)));
    }

    /** What became of a request. */
    public enum Outcome {
        TAKEN,
        /** The disk is behind: the same request comes again, with the same progress. */
        LATER,
        /** Nobody is to be answered and something was refused: the connection ends. */
        REFUSED_UNHEARD
    }

    /**
     * @param header the request is there whole
     * @param progress of the connection's last request that was put off
     */
    public Outcome receive(
            RequestHeaderFlyweight header,
            DirectBuffer buffer,
            ResponseLine line,
            Access access,
            ProduceProgress progress)
            throws KafkaViolation {
        int version = header.apiVersion();
        request.wrap(buffer, header.bodyOffset(), header.bodyLength(), version);
        if (progress.response == null) {
            begin(header, line, progress);
        }
        if (!takeAll(version, access, progress)) {
            return Outcome.LATER;
        }
        return end(version, line, progress);
    }

    private void begin(RequestHeaderFlyweight header, ResponseLine line, ProduceProgress progress) {
        Response response = line.add();
        progress.begin(response);
        progress.length =
                ProduceResponseEncoder.head(
                        response.bytes(),
                        0,
                        header.apiVersion(),
                        0,
                        header.correlationId(),
                        request.topicCount());
    }

    private boolean takeAll(int version, Access access, ProduceProgress progress) {
        int refusal = refusalOfAll();
        int topicIndex = 0;
        int partitionIndex = 0;
        while (request.nextTopic()) {
            if (topicIndex == progress.topicsBegun) {
                beginTopic(version, progress);
            }
            TopicPartitions topic = find();
            int error = refusal == ErrorCode.NONE ? errorOf(topic, access) : refusal;
            while (request.nextPartition()) {
                if (partitionIndex++ >= progress.partitionsDone
                        && !takeOne(version, topic, error, progress)) {
                    return false;
                }
            }
            if (topicIndex++ == progress.topicsEnded) {
                endTopic(version, progress);
            }
        }
        return true;
    }

    private int refusalOfAll() {
        if (request.transactionalIdLength() >= 0) {
            return ErrorCode.INVALID_TXN_STATE;
        }
        int acks = request.acks();
        return acks == ALL || acks == LEADER || acks == NOBODY
                ? ErrorCode.NONE
                : ErrorCode.INVALID_REQUIRED_ACKS;
    }

    private @Nullable TopicPartitions find() {
        return request.hasTopicIds()
                ? partitions.find(request.topicIdHigh(), request.topicIdLow())
                : partitions.find(
                        request.buffer(), request.topicNameOffset(), request.topicNameLength());
    }

    private int errorOf(@Nullable TopicPartitions topic, Access access) {
        if (topic == null) {
            return request.hasTopicIds()
                    ? ErrorCode.UNKNOWN_TOPIC_ID
                    : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        }
        return access.mayWrite(topic.topic().name())
                ? ErrorCode.NONE
                : ErrorCode.TOPIC_AUTHORIZATION_FAILED;
    }

    private void beginTopic(int version, ProduceProgress progress) {
        progress.topicsBegun++;
        progress.length =
                ProduceResponseEncoder.topic(
                        bytes(progress),
                        progress.length,
                        version,
                        request.buffer(),
                        request.topicNameOffset(),
                        request.topicNameLength(),
                        request.topicIdHigh(),
                        request.topicIdLow(),
                        request.partitionCount());
    }

    private static MutableDirectBuffer bytes(ProduceProgress progress) {
        Response response = progress.response;
        if (response == null) {
            throw new IllegalStateException("no response was begun");
        }
        return response.bytes();
    }

    private static void endTopic(int version, ProduceProgress progress) {
        progress.topicsEnded++;
        progress.length =
                ProduceResponseEncoder.topicEnd(bytes(progress), progress.length, version);
    }

    /**
     * @return false when the disk is behind
     */
    private boolean takeOne(
            int version,
            @Nullable TopicPartitions topic,
            int topicError,
            ProduceProgress progress) {
        Partition partition = topic == null ? null : topic.get(request.partition());
        int error = topicError;
        long baseOffset = ProduceResponseEncoder.NO_OFFSET;
        long appendTimeMs = -1;
        long startOffset = ProduceResponseEncoder.NO_OFFSET;
        if (error == ErrorCode.NONE && partition == null) {
            error = ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        }
        if (error == ErrorCode.NONE && partition != null) {
            error =
                    taker.take(
                            partition,
                            progress,
                            version,
                            request.buffer(),
                            request.recordsOffset(),
                            request.recordsLength());
            if (error == BatchTaker.LATER) {
                return false;
            }
            baseOffset = taker.baseOffset();
            appendTimeMs = taker.appendTimeMs();
            Log log = partition.log();
            startOffset = log == null ? ProduceResponseEncoder.NO_OFFSET : log.startOffset();
            progress.durability = Policies.stronger(progress.durability, partition.durability());
        }
        progress.hasErrors |= error != ErrorCode.NONE;
        progress.partitionsDone++;
        progress.length =
                ProduceResponseEncoder.partition(
                        bytes(progress),
                        progress.length,
                        version,
                        request.partition(),
                        error,
                        baseOffset,
                        appendTimeMs,
                        startOffset);
        return true;
    }

    private Outcome end(int version, ResponseLine line, ProduceProgress progress) {
        Response response = progress.response;
        progress.response = null;
        if (response == null) {
            throw new IllegalStateException("no response was begun");
        }
        if (request.acks() == NOBODY) {
            line.removeLast(response);
            return progress.hasErrors ? Outcome.REFUSED_UNHEARD : Outcome.TAKEN;
        }
        int length =
                ProduceResponseEncoder.tail(
                        response.bytes(), progress.length, version, progress.throttleMs);
        WireWriter.putFrameBytes(response.bytes(), 0, length);
        response.length(length);
        Durability promised =
                request.acks() == LEADER && progress.durability == Durability.SYNC
                        ? Durability.INTERVAL
                        : progress.durability;
        responses.sendWhen(promised, response);
        return Outcome.TAKEN;
    }
}
