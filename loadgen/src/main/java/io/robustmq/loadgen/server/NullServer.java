package io.robustmq.loadgen.server;

import io.robustmq.transport.core.CoreDuty;
import io.robustmq.transport.net.Acceptor;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * An MQTT server without a broker in it. Give each core {@link #duty}, listen with {@link
 * #acceptor}; the counts may be read by any thread.
 */
public final class NullServer {
    /** What becomes of a PUBLISH. */
    public enum Kind {
        /** Acknowledged and dropped: how fast a load can send. */
        SINK,
        /** Sent flat out to whoever subscribes: how fast a load can receive. */
        SOURCE,
        /** Sent back to where it came from: the least a round trip can take. */
        ECHO
    }

    private final List<NullCore> cores;

    /**
     * @param payloadBytes of what a source sends
     */
    public NullServer(Kind kind, int coreCount, int payloadBytes) {
        this.cores =
                IntStream.range(0, coreCount)
                        .mapToObj(core -> new NullCore(kind, payloadBytes))
                        .toList();
    }

    public CoreDuty duty(int core) {
        return cores.get(core);
    }

    public Acceptor acceptor(int core) {
        return cores.get(core);
    }

    public long connections() {
        return sum(NullCore::connections);
    }

    /** PUBLISH packets received; of a source: sent. */
    public long publishes() {
        return sum(NullCore::publishes);
    }

    /** Their bytes, whole packets. */
    public long bytes() {
        return sum(NullCore::bytes);
    }

    private long sum(ToLongFunction<NullCore> count) {
        return cores.stream().mapToLong(count).sum();
    }
}
