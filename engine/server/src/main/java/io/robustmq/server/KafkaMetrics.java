package io.robustmq.server;

import io.robustmq.admin.Exposition;
import io.robustmq.admin.MetricSource;
import io.robustmq.kafka.metrics.CoreSample;
import io.robustmq.kafka.metrics.GroupSample;
import io.robustmq.kafka.metrics.KafkaCounters;
import io.robustmq.kafka.metrics.KafkaMetric;
import io.robustmq.kafka.metrics.Sampler;
import io.robustmq.kafka.metrics.TopicSample;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Kafka's counters as metrics, each core's apart, and what cores saw last of their topics and
 * groups. A group's lag is put together here: its offsets are of one core, the partitions' ends of
 * others.
 */
final class KafkaMetrics implements MetricSource {
    private static final String PREFIX = "robustmq_kafka_";

    private final List<KafkaCounters> cores;

    /**
     * @param cores the counters of each core, by its index
     */
    KafkaMetrics(List<KafkaCounters> cores) {
        this.cores = List.copyOf(cores);
    }

    @Override
    public void writeTo(Exposition out) {
        for (KafkaMetric metric : KafkaMetric.values()) {
            out.family("robustmq_" + metric.metricName(), metric.help());
            for (int core = 0; core < cores.size(); core++) {
                out.sample(CoreMetrics.label(core), cores.get(core).get(metric));
            }
        }
        List<CoreSample> samples = cores.stream().map(KafkaCounters::sample).toList();
        topics(out, samples);
        groups(out, samples);
    }

    // ---- topics ----

    private static void topics(Exposition out, List<CoreSample> samples) {
        out.counter(
                PREFIX + "topic_in_bytes_total", "bytes taken since it was made" + topicsBound());
        each(out, samples, TopicSample::bytesIn);
        out.counter(
                PREFIX + "topic_in_records_total",
                "records taken since it was made" + topicsBound());
        each(out, samples, TopicSample::recordsIn);
        out.counter(
                PREFIX + "topic_out_bytes_total",
                "bytes of batches that clients fetched" + topicsBound());
        each(out, samples, TopicSample::bytesOut);
        out.counter(
                PREFIX + "topic_out_records_total", "records that clients fetched" + topicsBound());
        each(out, samples, TopicSample::recordsOut);
        out.gauge(PREFIX + "topic_bytes", "bytes that retention has left" + topicsBound());
        each(out, samples, TopicSample::keptBytes);
        partitions(out, samples);
        out.gauge(PREFIX + "topics_left_out", "topics beyond the bound of the metrics above");
        leftOut(out, samples, CoreSample::topicsLeftOut);
    }

    private static void each(
            Exposition out, List<CoreSample> samples, ToLongFunction<TopicSample> value) {
        for (int core = 0; core < samples.size(); core++) {
            for (TopicSample topic : samples.get(core).topics()) {
                out.sample(labels(core, "topic", topic.topic()), value.applyAsLong(topic));
            }
        }
    }

    private static void partitions(Exposition out, List<CoreSample> samples) {
        out.gauge(
                PREFIX + "partition_start_offset",
                "record offset of the first record that is kept" + topicsBound());
        for (int core = 0; core < samples.size(); core++) {
            for (TopicSample topic : samples.get(core).topics()) {
                for (int i = 0; i < topic.partitions().length; i++) {
                    out.sample(partition(core, topic, i), topic.startOffsets()[i]);
                }
            }
        }
        out.gauge(
                PREFIX + "partition_end_offset",
                "record offset behind the last readable record" + topicsBound());
        for (int core = 0; core < samples.size(); core++) {
            for (TopicSample topic : samples.get(core).topics()) {
                for (int i = 0; i < topic.partitions().length; i++) {
                    out.sample(partition(core, topic, i), topic.endOffsets()[i]);
                }
            }
        }
    }

    private static String partition(int core, TopicSample topic, int at) {
        String partition = Integer.toString(topic.partitions()[at]);
        return labels(core, "topic", topic.topic(), "partition", partition);
    }

    // ---- groups ----

    private static void groups(Exposition out, List<CoreSample> samples) {
        out.gauge(PREFIX + "group_state", "always 1; the label says which" + groupsBound());
        for (int core = 0; core < samples.size(); core++) {
            for (GroupSample each : samples.get(core).groups()) {
                String labels =
                        labels(
                                core,
                                "group",
                                each.group(),
                                "type",
                                each.type(),
                                "state",
                                each.state());
                out.sample(labels, 1);
            }
        }
        out.gauge(PREFIX + "group_members", "members" + groupsBound());
        for (int core = 0; core < samples.size(); core++) {
            for (GroupSample each : samples.get(core).groups()) {
                out.sample(labels(core, "group", each.group()), each.members());
            }
        }
        offsets(out, samples);
        out.gauge(PREFIX + "groups_left_out", "groups beyond the bound of the metrics above");
        leftOut(out, samples, CoreSample::groupsLeftOut);
        out.gauge(
                PREFIX + "group_offsets_left_out",
                "committed offsets beyond the bound of the metrics above");
        leftOut(out, samples, CoreSample::offsetsLeftOut);
    }

    private static void offsets(Exposition out, List<CoreSample> samples) {
        out.gauge(
                PREFIX + "group_committed_offset",
                "record offset that the group reads next" + offsetsBound());
        for (int core = 0; core < samples.size(); core++) {
            for (GroupSample group : samples.get(core).groups()) {
                for (GroupSample.Committed each : group.offsets()) {
                    out.sample(committed(core, group, each), each.offset());
                }
            }
        }
        out.gauge(
                PREFIX + "group_lag",
                "readable records that the group has not committed" + offsetsBound());
        for (int core = 0; core < samples.size(); core++) {
            for (GroupSample group : samples.get(core).groups()) {
                for (GroupSample.Committed each : group.offsets()) {
                    long end = samples.get(each.core()).endOf(each.logId());
                    if (end != CoreSample.UNKNOWN) {
                        long lag = Math.max(0, end - each.offset());
                        out.sample(committed(core, group, each), lag);
                    }
                }
            }
        }
    }

    private static String committed(int core, GroupSample group, GroupSample.Committed each) {
        String partition = Integer.toString(each.partition());
        return labels(core, "group", group.group(), "topic", each.topic(), "partition", partition);
    }

    // ---- both ----

    private static void leftOut(
            Exposition out, List<CoreSample> samples, ToLongFunction<CoreSample> count) {
        for (int core = 0; core < samples.size(); core++) {
            out.sample(CoreMetrics.label(core), count.applyAsLong(samples.get(core)));
        }
    }

    /** The core's, and names and values in turn. */
    private static String labels(int core, String... more) {
        StringBuilder labels = new StringBuilder(CoreMetrics.label(core));
        for (int i = 0; i < more.length; i += 2) {
            labels.append(',').append(Exposition.label(more[i], more[i + 1]));
        }
        return labels.toString();
    }

    // ---- bounds, in words; numbers are not put into words before somebody asks ----

    private static String topicsBound() {
        return "; of the topics made first, with %,d partitions of the core together"
                .formatted(Sampler.PARTITIONS_MAX);
    }

    private static String groupsBound() {
        return "; of the %,d groups of the core that came first".formatted(Sampler.GROUPS_MAX);
    }

    private static String offsetsBound() {
        return groupsBound() + ", as far as they have %,d offsets".formatted(Sampler.OFFSETS_MAX);
    }
}
