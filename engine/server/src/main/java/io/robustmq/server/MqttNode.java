package io.robustmq.server;

import io.robustmq.kernel.cores.CoreLinks;
import io.robustmq.kernel.cores.NodeLinks;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.connection.MqttCore;
import io.robustmq.mqtt.connection.MqttRecovery;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.publish.LargeBodies;
import io.robustmq.security.Authenticator;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreCells;
import io.robustmq.transport.core.CoreErrors;
import io.robustmq.transport.memory.SlabPool;
import io.robustmq.transport.net.Endpoint;
import io.robustmq.transport.net.TlsContext;
import io.robustmq.transport.net.WebSocketOptions;
import io.robustmq.transport.ring.CoreRings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** MQTT on all cores of this node: makes each core's part, listens, says goodbye. */
final class MqttNode {
    /** Longest that clients are waited for after they were told. */
    private static final long DRAIN_MS = 3_000;

    private static final String WEBSOCKET_PATH = "/mqtt";
    private static final String WEBSOCKET_SUBPROTOCOL = "mqtt";

    private final MqttConfig config;
    private final Authenticator authenticator;
    private final Shards shards;
    private final MqttCore.NodeIdentity identity;
    private final int copyLimitBytes;
    private final MemoryPlan memory;
    private final List<SlabPool> slabs = new ArrayList<>();
    private final List<MqttCounters> counters = new ArrayList<>();
    private final AtomicReferenceArray<MqttCore> cores;
    private final @Nullable CoreRings rings;
    private final @Nullable NodeLinks links;

    /**
     * @param copyLimitBytes longer payloads are shared among outputs
     * @param memory of each core, and between them
     */
    MqttNode(
            MqttConfig config,
            Authenticator authenticator,
            Shards shards,
            MqttCore.NodeIdentity identity,
            int copyLimitBytes,
            MemoryPlan memory) {
        this.config = config;
        this.authenticator = authenticator;
        this.shards = shards;
        this.identity = identity;
        this.copyLimitBytes = copyLimitBytes;
        this.memory = memory;
        this.cores = new AtomicReferenceArray<>(shards.cores());
        this.rings = shards.cores() == 1 ? null : new CoreRings(shards.cores(), memory.ringBytes());
        this.links = rings == null ? null : new NodeLinks(rings, memory.largeMessageBytes());
        for (int i = 0; i < shards.cores(); i++) {
            counters.add(new MqttCounters());
            slabs.add(new SlabPool(memory.bodyBytes()));
        }
    }

    /** Makes a core's part, on its thread. */
    MqttCore create(Core core, CommitGate gate, @Nullable CoreLinks toOthers) {
        MqttCore mqtt =
                new MqttCore(
                        core,
                        shards,
                        config,
                        authenticator,
                        List.copyOf(counters),
                        identity,
                        new LargeBodies(slabs, core.index(), copyLimitBytes),
                        gate,
                        toOthers);
        cores.set(core.index(), mqtt);
        return mqtt;
    }

    /** Once for each core, on its thread; a core alone has nobody to talk to. */
    @Nullable CoreLinks linksOf(Core core) {
        CoreRings shared = rings;
        NodeLinks ofNode = links;
        if (shared == null || ofNode == null) {
            return null;
        }
        shared.attach(core);
        return ofNode.of(core.index(), new CoreErrors("core " + core.index(), new CoreCells()));
    }

    /** Null when there is one core. */
    @Nullable NodeLinks links() {
        return links;
    }

    List<MqttCounters> counters() {
        return List.copyOf(counters);
    }

    /**
     * After the replay: all cores tell each other of the subscriptions they have, and let time go
     * on for sessions and wills. What that appends is waited for, so events must reach the journal
     * by now.
     */
    void restore(List<Core> all) throws IOException {
        AtomicLong latestMs = new AtomicLong();
        CountDownLatch restored = new CountDownLatch(all.size());
        for (Core core : all) {
            core.execute(() -> {
                MqttRecovery mqtt = cores.get(core.index()).recovery();
                latestMs.accumulateAndGet(mqtt.latestMs(), Math::max);
                mqtt.restore(restored::countDown);
            });
        }
        await(restored);
        CountDownLatch resumed = new CountDownLatch(all.size());
        for (Core core : all) {
            core.execute(() -> {
                cores.get(core.index()).recovery().resumeTime(latestMs.get());
                resumed.countDown();
            });
        }
        await(resumed);
    }

    static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while recovering", e);
        }
    }

    /**
     * Opens the configured listeners on every core.
     *
     * @param tls null when there is no certificate
     * @param opened told of each, with its bound port
     */
    void listen(List<Core> all, @Nullable TlsContext tls, Opened opened) throws IOException {
        MqttConfig.Listeners listeners = config.listeners();
        WebSocketOptions webSocket =
                new WebSocketOptions(
                        WEBSOCKET_PATH, WEBSOCKET_SUBPROTOCOL, config.packets().maxBytes());
        listen(all, "mqtt.tcp", listeners.tcp(), null, null, opened);
        listen(all, "mqtt.tls", listeners.tls(), tls, null, opened);
        listen(all, "mqtt.ws", listeners.ws(), null, webSocket, opened);
        listen(all, "mqtt.wss", listeners.wss(), tls, webSocket, opened);
    }

    private void listen(
            List<Core> all,
            String name,
            @Nullable InetSocketAddress address,
            @Nullable TlsContext tls,
            @Nullable WebSocketOptions webSocket,
            Opened opened)
            throws IOException {
        if (address == null) {
            return;
        }
        InetSocketAddress wanted = address;
        for (Core core : all) {
            Endpoint endpoint = new Endpoint(name, wanted, tls, webSocket);
            Core.Listener listener = core.listen(endpoint, cores.get(core.index()));
            wanted = new InetSocketAddress(address.getAddress(), listener.port());
            opened.onListener(endpoint, listener);
        }
        opened.onEndpoint(new Endpoint(name, wanted, tls, webSocket));
    }

    /** Tells every client and waits, within a bound, until their connections are closed. */
    void drain(List<Core> all) {
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAIN_MS);
        run(all, MqttCore::drain, deadlineNs);
        while (System.nanoTime() - deadlineNs < 0 && openConnections(all, deadlineNs) > 0) {
            Thread.onSpinWait();
        }
    }

    private int openConnections(List<Core> all, long deadlineNs) {
        int[] open = new int[all.size()];
        run(all, mqtt -> open[mqtt.coreIndex()] = mqtt.openConnections(), deadlineNs);
        int sum = 0;
        for (int each : open) {
            sum += each;
        }
        return sum;
    }

    /** Runs something on every core and waits for it, at most until the deadline. */
    private void run(List<Core> all, CoreWork work, long deadlineNs) {
        CountDownLatch done = new CountDownLatch(all.size());
        for (Core core : all) {
            boolean taken =
                    core.execute(() -> {
                        work.on(cores.get(core.index()));
                        done.countDown();
                    });
            if (!taken) {
                done.countDown();
            }
        }
        try {
            done.await(Math.max(0, deadlineNs - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface CoreWork {
        void on(MqttCore core);
    }

    /** What {@link #listen} opens. */
    interface Opened {
        /** One core's socket. */
        void onListener(Endpoint endpoint, Core.Listener listener);

        /** All cores listen at this endpoint's address. */
        void onEndpoint(Endpoint endpoint);
    }
}
