package io.robustmq.codec.mqtt;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reading and writing one packet of each type; 3.1 is as 3.1.1. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Thread)
public class CodecBenchmark {
    private static final int PACKET_BYTES_MAX = 256;

    @Param public PacketKind kind = PacketKind.CONNECT;

    @Param({"V3_1_1", "V5"})
    public MqttVersion version = MqttVersion.V5;

    private final PacketReader reader = new PacketReader();
    private PacketWriter writer = new PacketWriter(version);
    private final UnsafeBuffer packet = direct();
    private final UnsafeBuffer output = direct();
    private int length;

    private static UnsafeBuffer direct() {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(PACKET_BYTES_MAX));
    }

    @Setup
    public void write() {
        if (kind == PacketKind.AUTH) {
            version = MqttVersion.V5;
        }
        writer = new PacketWriter(version);
        length = writer.write(kind, packet, 0);
    }

    @Benchmark
    public int decode() throws MqttViolation {
        return reader.read(packet, 0, length, version);
    }

    @Benchmark
    public int encode() {
        return writer.write(kind, output, 0);
    }
}
