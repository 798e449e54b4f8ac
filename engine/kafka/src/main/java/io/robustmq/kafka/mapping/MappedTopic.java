package io.robustmq.kafka.mapping;

import io.robustmq.kafka.metrics.KafkaCounters;
import io.robustmq.kafka.metrics.KafkaMetric;
import io.robustmq.kafka.partition.Partition;
import io.robustmq.kafka.partition.TopicPartitions;
import io.robustmq.kernel.logged.RecordSink;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.storage.log.Log;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.jspecify.annotations.Nullable;

/**
 * A topic of this core that messages become records of. Its messages come to every core that has
 * partitions of it; each takes those whose partition it has, by their key.
 */
@OwnedBy(Core.class)
final class MappedTopic implements RecordSink {
    private final RecordWriter writer;
    private final WaitingRecords waiting;
    private final CommitGate gate;
    private final KafkaCounters counters;
    private final Taken taken;
    private final int batchBytesMax;
    private TopicMapping mapping;
    private TopicPartitions partitions;

    /** Told of every message that became a record. */
    interface Taken {
        void onTaken(Log log, long recordOffset);
    }

    /**
     * @param batchBytesMax the longest batch that logs take
     */
    MappedTopic(
            TopicMapping mapping,
            TopicPartitions partitions,
            RecordWriter writer,
            WaitingRecords waiting,
            CommitGate gate,
            KafkaCounters counters,
            Taken taken,
            int batchBytesMax) {
        this.mapping = mapping;
        this.partitions = partitions;
        this.writer = writer;
        this.waiting = waiting;
        this.gate = gate;
        this.counters = counters;
        this.taken = taken;
        this.batchBytesMax = batchBytesMax;
    }

    TopicMapping mapping() {
        return mapping;
    }

    TopicPartitions partitions() {
        return partitions;
    }

    void change(TopicMapping to, TopicPartitions now) {
        mapping = to;
        partitions = now;
    }

    // ---- RecordSink ----

    @Override
    public void append(Publication message) {
        Partition partition = partitionOf(message);
        Log log = partition.log();
        if (log == null || partition.isGone()) {
            return;
        }
        boolean isPromised = message.qos() > 0;
        if (waiting.isEmpty() && (isPromised || !gate.isFull())) {
            long outcome = tryAppend(partition, log, message);
            if (outcome != Log.BACK_PRESSURED) {
                ended(partition, log, outcome, isPromised);
                return;
            }
        }
        if (isPromised) {
            waiting.add(this, message);
            gate.hold(partition.durability());
        } else {
            counters.add(KafkaMetric.MAPPED_DROPPED, 1);
        }
    }

    /** What waited goes on. @return false when it waits still */
    boolean retry(Publication message) {
        Partition partition = partitionOf(message);
        Log log = partition.log();
        if (log == null || partition.isGone()) {
            return true;
        }
        long outcome = tryAppend(partition, log, message);
        if (outcome == Log.BACK_PRESSURED) {
            return false;
        }
        ended(partition, log, outcome, true);
        return true;
    }

    private void ended(Partition partition, Log log, long outcome, boolean isPromised) {
        if (outcome >= 0) {
            taken.onTaken(log, outcome);
            counters.add(KafkaMetric.MAPPED_RECORDS, 1);
            gate.appended(partition.durability());
        } else if (outcome != Log.DUPLICATE_SEQUENCE) {
            counters.add(KafkaMetric.MAPPED_DROPPED, 1);
            if (isPromised && outcome == Log.FENCED) {
                gate.fenced(partition.shard());
            } else if (isPromised) {
                gate.refused();
            }
        }
    }

    private long tryAppend(Partition partition, Log log, Publication message) {
        if (message.payloadLength() + message.propertiesLength() > batchBytesMax) {
            return Log.TOO_LARGE;
        }
        int keyAt = keyOffset(message);
        int keyLength = keyAt < 0 ? message.topicLength() : keyLength(message, keyAt);
        if (keyAt < 0 && partition.settings().compaction() != null) {
            keyAt = message.topicOffset(); // compacted, it has no record without a key
        }
        int length =
                writer.write(message, keyAt, keyLength, partition.settings().isLogAppendTime());
        return log.append(writer.batch(), 0, length, partition.durability());
    }

    private int keyOffset(Publication message) {
        return mapping.keyOffset(
                message.topicBuffer(), message.topicOffset(), message.topicLength());
    }

    private int keyLength(Publication message, int keyAt) {
        return mapping.keyLength(
                message.topicBuffer(), keyAt, message.topicOffset() + message.topicLength());
    }

    private Partition partitionOf(Publication message) {
        int count = partitions.count();
        int index =
                mapping.partition(
                        message.topicBuffer(), message.topicOffset(), message.topicLength(), count);
        @Nullable Partition found = partitions.get(index);
        if (found == null) {
            throw new IllegalStateException("partition " + index + " of " + count);
        }
        return found;
    }
}
