package io.robustmq.codec.kafka;

import static io.robustmq.codec.kafka.wire.SampleBytes.AT;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.robustmq.codec.kafka.fetch.FetchRequestFlyweight;
import io.robustmq.codec.kafka.fetch.FetchResponseEncoder;
import io.robustmq.codec.kafka.produce.ProduceRequestFlyweight;
import io.robustmq.codec.kafka.produce.ProduceResponseEncoder;
import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.codec.kafka.wire.KafkaViolation;
import io.robustmq.codec.kafka.wire.RequestHeaderFlyweight;
import io.robustmq.codec.kafka.wire.SampleBytes;
import java.lang.management.ManagementFactory;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Counts this thread's bytes: exact, and independent of what was compiled. */
class RequestAllocationTest {
    private static final int ROUNDS = 2_000;
    private static final int VERSION = 12;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final RequestHeaderFlyweight header = new RequestHeaderFlyweight();
    private final ProduceRequestFlyweight produce = new ProduceRequestFlyweight();
    private final FetchRequestFlyweight fetch = new FetchRequestFlyweight();
    private final UnsafeBuffer head =
            new UnsafeBuffer(new byte[] {0, 1, 0, 12, 0, 0, 0, 9, 0, 1, 'a', 0});
    private final UnsafeBuffer produceBytes =
            SampleBytes.full(SampleBytes.requestSchema(Api.PRODUCE, VERSION));
    private final UnsafeBuffer fetchBytes =
            SampleBytes.full(SampleBytes.requestSchema(Api.FETCH, VERSION));
    private long forgotten;
    private final UnsafeBuffer out = new UnsafeBuffer(new byte[1 << 10]);

    @Test
    void shouldAllocateNothingForProduceAndFetch() throws KafkaViolation {
        readAndAnswer(1); // loads the classes

        long before = threads.getCurrentThreadAllocatedBytes();
        readAndAnswer(ROUNDS);
        long after = threads.getCurrentThreadAllocatedBytes();

        assertThat(after - before).isLessThan(ROUNDS); // not one object per round
        assertThat(forgotten).isPositive();
    }

    private void readAndAnswer(int rounds) throws KafkaViolation {
        for (int round = 0; round < rounds; round++) {
            header.wrap(head, 0, head.capacity());
            answerProduce();
            answerFetch();
        }
    }

    private void answerProduce() throws KafkaViolation {
        produce.wrap(produceBytes, AT, produceBytes.capacity() - AT, VERSION);
        int at = ProduceResponseEncoder.head(out, 0, VERSION, 0, 9, produce.topicCount());
        while (produce.nextTopic()) {
            at =
                    ProduceResponseEncoder.topic(
                            out,
                            at,
                            VERSION,
                            produceBytes,
                            produce.topicNameOffset(),
                            produce.topicNameLength(),
                            0,
                            0,
                            produce.partitionCount());
            while (produce.nextPartition()) {
                at =
                        ProduceResponseEncoder.partition(
                                out, at, VERSION, produce.partition(), 0, 7, -1, 0);
            }
            at = ProduceResponseEncoder.topicEnd(out, at, VERSION);
        }
        ProduceResponseEncoder.tail(out, at, VERSION, 0);
    }

    private void answerFetch() throws KafkaViolation {
        fetch.wrap(fetchBytes, AT, fetchBytes.capacity() - AT, VERSION);
        int at = FetchResponseEncoder.head(out, 0, VERSION, 0, 9, 0, 0, 0, fetch.topicCount());
        while (fetch.nextTopic()) {
            at =
                    FetchResponseEncoder.topic(
                            out,
                            at,
                            VERSION,
                            fetchBytes,
                            fetch.topicNameOffset(),
                            fetch.topicNameLength(),
                            0,
                            0,
                            fetch.partitionCount());
            while (fetch.nextPartition()) {
                at =
                        FetchResponseEncoder.partition(
                                out, at, VERSION, fetch.partition(), 0, 7, 7, 0, 0);
                at = FetchResponseEncoder.partitionEnd(out, at, VERSION);
            }
            at = FetchResponseEncoder.topicEnd(out, at, VERSION);
        }
        FetchResponseEncoder.tail(out, at, VERSION);
        while (fetch.nextForgottenTopic()) {
            while (fetch.nextForgottenPartition()) {
                forgotten += fetch.partition();
            }
        }
    }
}
