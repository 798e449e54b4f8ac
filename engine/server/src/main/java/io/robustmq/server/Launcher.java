package io.robustmq.server;

import io.robustmq.admin.AdminServer;
import io.robustmq.admin.Exposition;
import io.robustmq.admin.MetricSource;
import io.robustmq.admin.ProcessMetrics;
import io.robustmq.admin.Readiness;
import io.robustmq.kafka.KafkaConfig;
import io.robustmq.kernel.ConfigException;
import io.robustmq.kernel.EngineConfig;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.mqtt.connection.MqttCore;
import io.robustmq.security.AuthConfig;
import io.robustmq.security.Authenticator;
import io.robustmq.security.OpenAuthenticator;
import io.robustmq.security.UsersAuthenticator;
import io.robustmq.security.UsersFile;
import io.robustmq.server.cli.Version;
import io.robustmq.server.config.BrokerConfig;
import io.robustmq.server.config.TlsConfig;
import io.robustmq.storage.journal.Durability;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.Cores;
import io.robustmq.transport.core.TransportChoice;
import io.robustmq.transport.net.Endpoint;
import io.robustmq.transport.net.TlsContext;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The broker running. Starts storage → users → certificates → cores and protocols, which recover
 * what is stored → admin → listeners, and stops in the reverse order: clients come last and go
 * first, and health tells of both. One thread starts, reloads and stops.
 */
public final class Launcher implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Launcher.class.getName());
    private static final int HASHING_THREADS_MAX = 4;

    private final BrokerConfig config;
    private final Runnable onFenced;
    private final NodeMemory all;
    private final MemoryPlan memory;
    private final TransportChoice transport;
    private final NodeStorage storage;
    private final Deque<Part> parts = new ArrayDeque<>();
    private final List<Runnable> reloads = new ArrayList<>();
    private final List<MetricSource> metrics = new ArrayList<>();
    private final List<Status.Listener> listeners = new ArrayList<>();
    private volatile boolean ready;
    private IntSupplier passwordsQueued = () -> 0;
    private long startedInMs = -1;

    private Launcher(BrokerConfig config, Runnable onFenced) throws IOException {
        this.config = config;
        this.onFenced = onFenced;
        this.memory =
                MemoryPlan.of(
                        config.engine(),
                        config.mqtt().packets().maxBytes(),
                        DiskStorage.journalBytesOfCore(config.storage(), config.engine().cores()),
                        DirectMemory.limitBytes(),
                        Runtime.getRuntime().maxMemory());
        MemoryPlan.checkQueued(
                config.mqtt().sessions().maxQueuedBytes(), Runtime.getRuntime().maxMemory());
        this.all = nodeMemory().checkedAgainst(MachineMemory.limitBytes());
        this.transport = TransportChoice.resolve(config.transport());
        this.storage = openStorage();
        parts.push(storage::close);
    }

    /**
     * Serving when this returns; when it throws, nothing is left running.
     *
     * @param onFenced runs once, on any thread, when the disk failed and nothing durable is
     *     acknowledged any more
     * @throws ConfigException the configuration asks for what cannot be
     * @throws IOException the machine refused
     */
    public static Launcher start(BrokerConfig config, Runnable onFenced) throws IOException {
        Launcher launcher = new Launcher(config, onFenced);
        try {
            launcher.startParts();
            return launcher;
        } catch (IOException | RuntimeException failure) {
            launcher.close();
            throw failure;
        }
    }

    private void startParts() throws IOException {
        Authenticator authenticator = startAuthenticator();
        MqttNode mqtt = newMqtt(authenticator);
        KafkaNode kafka =
                new KafkaNode(config.kafka(), authenticator, shards(), config.node().id());
        TlsContext tls = startTls();
        NodeCores protocols = new NodeCores(storage, config.engine().cores(), mqtt, kafka);
        Cores cores = startCores(protocols, mqtt, kafka);
        protocols.recover(cores.all());
        storage.start(onFenced);
        kafka.restore(cores.all());
        mqtt.restore(cores.all());
        kafka.resume(cores.all());
        startAdmin();
        startListeners(mqtt, kafka, cores, tls);
        ready = true;
        startedInMs = StartTime.sinceExecMs();
    }

    private NodeStorage openStorage() throws IOException {
        Durability durability = config.storage().durability();
        return durability == null
                ? new NoStorage(config.engine().shards())
                : DiskStorage.open(
                        config.node().dataDirectory(),
                        config.storage(),
                        durability,
                        shards(),
                        logPlan());
    }

    private LogPlan logPlan() {
        EngineConfig engine = config.engine();
        return LogPlan.of(
                config.kafka().memoryBytes(),
                DiskStorage.journalConfig(config.storage(), engine.shards()),
                engine.cores());
    }

    private NodeMemory nodeMemory() {
        EngineConfig engine = config.engine();
        boolean isKept = config.storage().durability() != null;
        return new NodeMemory(
                Runtime.getRuntime().maxMemory(),
                engine.memoryBytes(),
                DiskStorage.tablesBytes(
                        config.storage(), config.node().dataDirectory(), engine.shards()),
                isKept ? logPlan().memoryBytes(engine.shards(), engine.cores()) : 0);
    }

    private Shards shards() {
        return new Shards(config.engine().shards(), config.engine().cores());
    }

    private Authenticator startAuthenticator() {
        AuthConfig auth = config.auth();
        Path file = auth.users();
        if (file == null) {
            return new OpenAuthenticator();
        }
        UsersAuthenticator users =
                new UsersAuthenticator(
                        new UsersFile(file), auth.admitsAnonymous(), hashingThreads());
        parts.push(users::close);
        passwordsQueued = users::passwordsQueued;
        reloads.add(() -> LOG.log(Level.INFO, "{0} users in force", users.reload()));
        return users;
    }

    private @Nullable TlsContext startTls() {
        TlsConfig files = config.tls();
        if (files == null) {
            return null;
        }
        ServerTls tls = ServerTls.load(files, hashingThreads());
        parts.push(tls::close);
        reloads.add(() -> {
            tls.reload();
            LOG.log(Level.INFO, "certificate {0} in force", files.certificate());
        });
        return tls.context();
    }

    /**
     * Passwords and keys take CPU in bulk: half of what the cores have, so that they stay ahead.
     */
    private int hashingThreads() {
        return Math.clamp(config.engine().cores() / 2, 1, HASHING_THREADS_MAX);
    }

    private MqttNode newMqtt(Authenticator authenticator) {
        EngineConfig engine = config.engine();
        return new MqttNode(
                config.mqtt(),
                authenticator,
                shards(),
                new MqttCore.NodeIdentity(
                        Integer.toString(config.node().id()),
                        Version.current(),
                        System.currentTimeMillis()),
                engine.copyLimitBytes(),
                memory);
    }

    private Cores startCores(NodeCores protocols, MqttNode mqtt, KafkaNode kafka)
            throws IOException {
        Cores cores =
                Cores.start(CoreLayout.of(config.engine(), transport.kind(), memory), protocols);
        parts.push(cores::close);
        metrics.add(new MqttMetrics(mqtt.counters()));
        metrics.add(new KafkaMetrics(kafka.counters()));
        metrics.add(this::authMetrics);
        metrics.add(new CoreMetrics(cores));
        metrics.add(new RingMetrics(mqtt.links()));
        metrics.add(storage.metrics());
        metrics.add(new MemoryMetrics(memory));
        metrics.add(
                new NodeMetrics(config.node().id(), Version.current(), transport.kind().name()));
        metrics.add(new ProcessMetrics());
        return cores;
    }

    private void authMetrics(Exposition out) {
        out.gauge("robustmq_auth_queued_passwords", "passwords that wait to be hashed")
                .sample("", passwordsQueued.getAsInt());
    }

    private void startAdmin() throws IOException {
        InetSocketAddress address = config.admin().http();
        if (address == null) {
            return;
        }
        AdminServer admin;
        try {
            admin = AdminServer.start(address, metrics, this::readiness);
        } catch (IOException refused) {
            throw new IOException(
                    "admin.http " + Status.hostPort(address) + ": " + refused.getMessage(),
                    refused);
        }
        parts.push(admin::close);
        listeners.add(
                new Status.Listener(
                        "admin.http",
                        new InetSocketAddress(address.getAddress(), admin.port()),
                        "http, /metrics /health/live /health/ready"));
    }

    private Readiness readiness() {
        return new Readiness(ready && storage.isReady(), storage.remarks());
    }

    /** Their stop: nobody new is let in, then those inside are told and waited for. */
    private void startListeners(
            MqttNode mqtt, KafkaNode kafka, Cores cores, @Nullable TlsContext tls)
            throws IOException {
        parts.push(() -> mqtt.drain(cores.all()));
        parts.push(() -> kafka.drain(cores.all()));
        MqttNode.Opened opened =
                new MqttNode.Opened() {
                    @Override
                    public void onListener(Endpoint endpoint, Core.Listener listener) {
                        parts.push(listener::close);
                    }

                    @Override
                    public void onEndpoint(Endpoint endpoint) {
                        listeners.add(Status.Listener.of(endpoint, transport.reason()));
                    }
                };
        mqtt.listen(cores.all(), tls, opened);
        kafka.listen(cores.all(), tls, opened);
    }

    public Status status() {
        return new Status(
                config.node().id(),
                CoreLayout.inWords(config.engine()),
                memory.inWords() + "; in all at most " + all.inWords(),
                storage.inWords(),
                List.copyOf(listeners),
                kafkaOff(),
                startedInMs);
    }

    private @Nullable String kafkaOff() {
        KafkaConfig.Listeners asked = config.kafka().listeners();
        boolean isAsked = asked.tcp() != null || asked.tls() != null;
        return isAsked && config.storage().durability() == null
                ? "journal.durability is off, and its records are what is stored"
                : null;
    }

    /** Reads certificates and users again; what is wrong is logged and stays as it was. */
    void reload() {
        for (Runnable reload : reloads) {
            try {
                reload.run();
            } catch (ConfigException mistake) {
                LOG.log(Level.ERROR, "not reloaded: {0}", mistake.getMessage());
            }
        }
    }

    @Override
    public void close() {
        ready = false;
        while (!parts.isEmpty()) {
            parts.pop().stop();
        }
    }

    /** Something started, and how it is stopped. */
    private interface Part {
        void stop();
    }
}
