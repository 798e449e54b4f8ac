package io.robustmq.kafka.metrics;

import io.robustmq.kafka.partition.Partition;
import io.robustmq.storage.log.Log;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Puts together what one round sees of partitions. Made for each round. */
@OwnedBy(Core.class)
final class TopicSampler {
    private final long[] logIds;
    private final long[] endOffsets;
    private int seen;
    private final Map<String, OneTopic> shown = new LinkedHashMap<>();
    private final Set<String> leftOut = new HashSet<>();
    private int partitionsShown;

    TopicSampler(int partitionsMax) {
        logIds = new long[partitionsMax];
        endOffsets = new long[partitionsMax];
    }

    private static final class OneTopic {
        long bytesIn;
        long recordsIn;
        long bytesOut;
        long recordsOut;
        long keptBytes;
        int count;
        int[] partitions = new int[1];
        long[] startOffsets = new long[1];
        long[] endOffsets = new long[1];

        void add(Partition partition, Log log) {
            bytesIn += log.logPosition();
            recordsIn += log.endOffset();
            bytesOut += partition.bytesGiven();
            recordsOut += partition.recordsGiven();
            keptBytes += log.keptBytes();
            if (count == partitions.length) {
                partitions = Arrays.copyOf(partitions, 2 * count);
                startOffsets = Arrays.copyOf(startOffsets, 2 * count);
                endOffsets = Arrays.copyOf(endOffsets, 2 * count);
            }
            partitions[count] = partition.index();
            startOffsets[count] = log.startOffset();
            endOffsets[count++] = log.highWatermark();
        }

        TopicSample end(String name) {
            return new TopicSample(
                    name,
                    bytesIn,
                    recordsIn,
                    bytesOut,
                    recordsOut,
                    keptBytes,
                    Arrays.copyOf(partitions, count),
                    Arrays.copyOf(startOffsets, count),
                    Arrays.copyOf(endOffsets, count));
        }
    }

    /** Partitions come in the order of their logs' ids. */
    void add(Partition partition) {
        Log log = partition.log();
        if (log == null || partition.isGone()) {
            return;
        }
        logIds[seen] = log.logId();
        endOffsets[seen++] = log.highWatermark();
        String name = partition.topic().name();
        if (partitionsShown < Sampler.PARTITIONS_MAX && !leftOut.contains(name)) {
            shown.computeIfAbsent(name, none -> new OneTopic()).add(partition, log);
            partitionsShown++;
        } else { // also a topic of which only a part would fit
            OneTopic half = shown.remove(name);
            partitionsShown -= half == null ? 0 : half.count;
            leftOut.add(name);
        }
    }

    CoreSample end(GroupSource groups) {
        if (seen == 0 && groups.samples().isEmpty()) {
            return CoreSample.EMPTY;
        }
        ArrayList<TopicSample> topics = new ArrayList<>(shown.size());
        shown.forEach((name, topic) -> topics.add(topic.end(name)));
        return new CoreSample(
                Arrays.copyOf(logIds, seen),
                Arrays.copyOf(endOffsets, seen),
                topics,
                leftOut.size(),
                groups.samples(),
                groups.groupsLeftOut(),
                groups.offsetsLeftOut());
    }
}
