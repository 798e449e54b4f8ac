package io.robustmq.server;

import io.robustmq.kafka.KafkaConfig;
import io.robustmq.kafka.KafkaCore;
import io.robustmq.kafka.metrics.KafkaCounters;
import io.robustmq.kafka.topic.Nodes;
import io.robustmq.kernel.cores.CoreLinks;
import io.robustmq.kernel.log.CoreLogs;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.mqtt.connection.MqttCore;
import io.robustmq.security.Authenticator;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.net.Endpoint;
import io.robustmq.transport.net.TlsContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Kafka on all cores of this node, each of which is a broker of its own to clients: makes each
 * core's part, listens, says goodbye.
 */
final class KafkaNode {
    /** Longest that clients are waited for. */
    private static final long DRAIN_MS = 1_000;

    private final KafkaConfig config;
    private final Authenticator authenticator;
    private final Shards shards;
    private final int nodeId;
    private final List<KafkaCounters> counters = new ArrayList<>();
    private final AtomicReferenceArray<@Nullable KafkaCore> cores;

    KafkaNode(KafkaConfig config, Authenticator authenticator, Shards shards, int nodeId) {
        this.config = config;
        this.authenticator = authenticator;
        this.shards = shards;
        this.nodeId = nodeId;
        this.cores = new AtomicReferenceArray<>(shards.cores());
        for (int i = 0; i < shards.cores(); i++) {
            counters.add(new KafkaCounters());
        }
    }

    /**
     * Makes a core's part, on its thread.
     *
     * @param mqtt the same core's: messages become records, and the other way round
     */
    KafkaCore create(
            Core core, CommitGate gate, CoreLogs logs, @Nullable CoreLinks links, MqttCore mqtt) {
        KafkaCore made =
                new KafkaCore(
                        core,
                        shards,
                        config,
                        nodeId,
                        authenticator,
                        gate,
                        logs,
                        counters.get(core.index()),
                        links,
                        mqtt.loggedTopics(),
                        mqtt.deliverer());
        cores.set(core.index(), made);
        return made;
    }

    List<KafkaCounters> counters() {
        return List.copyOf(counters);
    }

    /**
     * After the replay, before MQTT sends anything: partitions are opened, and all cores know whose
     * messages become records. Events must reach the journal by now.
     */
    void restore(List<Core> all) throws IOException {
        onEach(all, KafkaCore::restore);
    }

    /** MQTT's subscribers are there again. */
    void resume(List<Core> all) throws IOException {
        onEach(
                all,
                (kafka, done) -> {
                    kafka.resume();
                    done.run();
                });
    }

    private interface Step {
        void on(KafkaCore core, Runnable done);
    }

    private void onEach(List<Core> all, Step step) throws IOException {
        CountDownLatch ended = new CountDownLatch(all.size());
        for (Core core : all) {
            core.execute(() -> {
                KafkaCore kafka = cores.get(core.index());
                if (kafka == null) {
                    ended.countDown();
                } else {
                    step.on(kafka, ended::countDown);
                }
            });
        }
        MqttNode.await(ended);
    }

    /**
     * Opens the configured listeners, a port for each core.
     *
     * @param tls null when there is no certificate
     */
    void listen(List<Core> all, @Nullable TlsContext tls, MqttNode.Opened opened)
            throws IOException {
        if (cores.get(0) == null) {
            return;
        }
        KafkaConfig.Listeners listeners = config.listeners();
        listen(all, "kafka.tcp", listeners.tcp(), listeners.advertisedTcp(), null, opened);
        listen(all, "kafka.tls", listeners.tls(), listeners.advertisedTls(), tls, opened);
    }

    private void listen(
            List<Core> all,
            String name,
            @Nullable InetSocketAddress address,
            KafkaConfig.@Nullable Advertised advertised,
            @Nullable TlsContext tls,
            MqttNode.Opened opened)
            throws IOException {
        if (address == null) {
            return;
        }
        List<Nodes.Node> nodes = new ArrayList<>();
        AtomicReference<@Nullable Nodes> reached = new AtomicReference<>();
        for (Core core : all) {
            KafkaCore kafka = cores.get(core.index());
            if (kafka == null) {
                continue;
            }
            Endpoint endpoint = new Endpoint(name, portOf(address, core.index()), tls, null);
            Core.Listener listener = core.listenAlone(endpoint, kafka.acceptor(reached::get));
            nodes.add(node(core.index(), address, listener.port(), advertised));
            opened.onListener(endpoint, listener);
            InetSocketAddress bound = new InetSocketAddress(address.getAddress(), listener.port());
            opened.onEndpoint(new Endpoint(name, bound, tls, null));
        }
        reached.set(new Nodes(shards, List.copyOf(nodes)));
    }

    private static InetSocketAddress portOf(InetSocketAddress first, int core) {
        return first.getPort() == 0
                ? first
                : new InetSocketAddress(first.getAddress(), first.getPort() + core);
    }

    private Nodes.Node node(
            int core,
            InetSocketAddress address,
            int port,
            KafkaConfig.@Nullable Advertised advertised) {
        int id = Nodes.idOf(nodeId, core);
        return advertised == null
                ? new Nodes.Node(id, address.getAddress().getHostAddress(), port)
                : new Nodes.Node(id, advertised.host(), advertised.port() + core);
    }

    /** Closes every connection once its answers are out, and waits for that within a bound. */
    void drain(List<Core> all) {
        CountDownLatch told = new CountDownLatch(all.size());
        for (Core core : all) {
            KafkaCore kafka = cores.get(core.index());
            boolean taken =
                    kafka != null
                            && core.execute(() -> {
                                kafka.drain();
                                told.countDown();
                            });
            if (!taken) {
                told.countDown();
            }
        }
        try {
            told.await(DRAIN_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
