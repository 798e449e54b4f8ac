package io.robustmq.transport.net;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.codec.mqtt.encode.PublishEncoder;
import io.robustmq.transport.core.FakeCore;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A PUBLISH into the output of its subscribers, with the flush at the end of the cycle but without
 * a socket. One operation is one delivery.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Thread)
public class OutputBenchmark {
    /** Messages of one cycle, to one subscriber. */
    private static final int BATCH = 64;

    private static final int SUBSCRIBERS = 50;
    private static final int TOPIC_BYTES = 12;

    @Param({"16", "1024"})
    public int payloadBytes;

    private final FakeCore core = new FakeCore();
    private final DirtyConnections dirty = new DirtyConnections();
    private final DrainedConnection[] subscribers = new DrainedConnection[SUBSCRIBERS];
    private final PublishEncoder publish = new PublishEncoder();
    private final UnsafeBuffer bytes = new UnsafeBuffer(ByteBuffer.allocateDirect(4 << 10));
    private long givenBack;

    /** A field: a lambda at its place of use might allocate. */
    private final Runnable onReleased = () -> givenBack++;

    public OutputBenchmark() {
        for (int i = 0; i < SUBSCRIBERS; i++) {
            subscribers[i] = new DrainedConnection(core, dirty);
        }
    }

    /** Many messages to one. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void copyToOne() {
        for (int i = 0; i < BATCH; i++) {
            describe();
            deliver(subscribers[0]);
        }
        dirty.flushAll();
    }

    /** One message to many. */
    @Benchmark
    @OperationsPerInvocation(SUBSCRIBERS)
    public void copyToMany() {
        describe();
        for (DrainedConnection subscriber : subscribers) {
            deliver(subscriber);
        }
        dirty.flushAll();
    }

    /** The head is copied and the body borrowed, as bodies above engine.copy-limit are. */
    @Benchmark
    @OperationsPerInvocation(SUBSCRIBERS)
    public long borrowToMany() {
        describe();
        for (DrainedConnection subscriber : subscribers) {
            publish.receiver().length(MqttVersion.V3_1_1, 0);
            int at = subscriber.claim(publish.headLength());
            publish.encodeHead(subscriber.output(), at, PublishEncoder.flags(false, 0, false), 0);
            subscriber.sendBorrowed(bytes, payloadBytes, onReleased);
        }
        dirty.flushAll();
        return givenBack;
    }

    private void describe() {
        publish.topic(bytes, 0, TOPIC_BYTES).payload(bytes, TOPIC_BYTES, payloadBytes);
    }

    private void deliver(DrainedConnection subscriber) {
        int at = subscriber.claim(publish.receiver().length(MqttVersion.V3_1_1, 0));
        publish.encode(subscriber.output(), at, PublishEncoder.flags(false, 0, false), 0);
    }
}
