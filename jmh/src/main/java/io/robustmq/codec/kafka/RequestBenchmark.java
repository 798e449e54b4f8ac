package io.robustmq.codec.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.robustmq.codec.kafka.fetch.FetchRequestEncoder;
import io.robustmq.codec.kafka.fetch.FetchRequestFlyweight;
import io.robustmq.codec.kafka.fetch.FetchResponseEncoder;
import io.robustmq.codec.kafka.produce.ProduceRequestEncoder;
import io.robustmq.codec.kafka.produce.ProduceRequestFlyweight;
import io.robustmq.codec.kafka.produce.ProduceResponseEncoder;
import io.robustmq.codec.kafka.wire.KafkaViolation;
import io.robustmq.codec.kafka.wire.RequestHeaderFlyweight;
import io.robustmq.codec.kafka.wire.WireWriter;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What reading a request and writing its answer cost, without its records: one partition, version
 * 12. One operation is one request.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class RequestBenchmark {
    private static final int VERSION = 12;
    private static final int RECORDS_BYTES = 1 << 10;

    private final UnsafeBuffer topic = new UnsafeBuffer("orders.created".getBytes(US_ASCII));
    private final UnsafeBuffer client = new UnsafeBuffer("producer-1".getBytes(US_ASCII));
    private final UnsafeBuffer produced = new UnsafeBuffer(ByteBuffer.allocateDirect(4 << 10));
    private final UnsafeBuffer fetched = new UnsafeBuffer(ByteBuffer.allocateDirect(4 << 10));
    private final UnsafeBuffer answer = new UnsafeBuffer(ByteBuffer.allocateDirect(4 << 10));
    private final RequestHeaderFlyweight header = new RequestHeaderFlyweight();
    private final ProduceRequestFlyweight produce = new ProduceRequestFlyweight();
    private final FetchRequestFlyweight fetch = new FetchRequestFlyweight();
    private int producedBytes;
    private int fetchedBytes;

    @Setup
    public void make() {
        int records =
                ProduceRequestEncoder.head(
                        produced, 0, VERSION, 7, client, -1, 30_000, topic, 3, RECORDS_BYTES);
        producedBytes = ProduceRequestEncoder.tail(produced, records + RECORDS_BYTES, VERSION);
        fetchedBytes =
                FetchRequestEncoder.encode(
                        fetched, 0, VERSION, 7, client, 500, 1, 1 << 20, topic, 3, 1_000_000);
    }

    /** Head, body, and the answer of a produce request. */
    @Benchmark
    public int produce() throws KafkaViolation {
        header.wrap(produced, WireWriter.SIZE_BYTES, producedBytes - WireWriter.SIZE_BYTES);
        produce.wrap(produced, header.bodyOffset(), header.bodyLength(), VERSION);
        int at = ProduceResponseEncoder.head(answer, 0, VERSION, 0, header.correlationId(), 1);
        while (produce.nextTopic()) {
            at =
                    ProduceResponseEncoder.topic(
                            answer,
                            at,
                            VERSION,
                            produced,
                            produce.topicNameOffset(),
                            produce.topicNameLength(),
                            0,
                            0,
                            produce.partitionCount());
            while (produce.nextPartition()) {
                at =
                        ProduceResponseEncoder.partition(
                                answer, at, VERSION, produce.partition(), 0, 1_000_000, -1, 0);
            }
            at = ProduceResponseEncoder.topicEnd(answer, at, VERSION);
        }
        at = ProduceResponseEncoder.tail(answer, at, VERSION, 0);
        return WireWriter.putFrameBytes(answer, 0, at);
    }

    /** Head and body of a fetch request, and the answer but for its records. */
    @Benchmark
    public int fetch() throws KafkaViolation {
        header.wrap(fetched, WireWriter.SIZE_BYTES, fetchedBytes - WireWriter.SIZE_BYTES);
        fetch.wrap(fetched, header.bodyOffset(), header.bodyLength(), VERSION);
        int at =
                FetchResponseEncoder.head(
                        answer, 0, VERSION, 0, header.correlationId(), 0, 0, 0, 1);
        while (fetch.nextTopic()) {
            at =
                    FetchResponseEncoder.topic(
                            answer,
                            at,
                            VERSION,
                            fetched,
                            fetch.topicNameOffset(),
                            fetch.topicNameLength(),
                            0,
                            0,
                            fetch.partitionCount());
            while (fetch.nextPartition()) {
                at =
                        FetchResponseEncoder.partition(
                                answer,
                                at,
                                VERSION,
                                fetch.partition(),
                                0,
                                2_000_000,
                                2_000_000,
                                0,
                                RECORDS_BYTES);
                at = FetchResponseEncoder.partitionEnd(answer, at, VERSION);
            }
            at = FetchResponseEncoder.topicEnd(answer, at, VERSION);
        }
        at = FetchResponseEncoder.tail(answer, at, VERSION);
        return WireWriter.putFrameBytes(answer, 0, at + RECORDS_BYTES);
    }
}
