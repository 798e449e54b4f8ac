package io.robustmq.server;

import io.robustmq.admin.AdminServer;
import io.robustmq.admin.MetricSource;
import io.robustmq.admin.ProcessMetrics;
import io.robustmq.kernel.ConfigException;
import io.robustmq.kernel.EngineConfig;
import io.robustmq.security.AuthConfig;
import io.robustmq.security.Authenticator;
import io.robustmq.security.OpenAuthenticator;
import io.robustmq.security.UsersAuthenticator;
import io.robustmq.security.UsersFile;
import io.robustmq.server.config.BrokerConfig;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.mqtt.connection.MqttCore;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreConfig;
import io.robustmq.transport.core.Cores;
import io.robustmq.transport.core.IdlePolicy;
import io.robustmq.transport.core.TransportChoice;
import io.robustmq.transport.net.Endpoint;
import io.robustmq.transport.net.TransportKind;
import org.jspecify.annotations.Nullable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * The broker running. Starts users → cores and protocols → admin → listeners, and stops in the
 * reverse order: clients come last and go first, and health tells of both. One thread starts,
 * reloads and stops.
 */
public final class Launcher implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Launcher.class.getName());
    private static final int PASSWORD_THREADS_MAX = 4;

    private final BrokerConfig config;
    private final Deque<Part> parts = new ArrayDeque<>();
    private final List<Runnable> reloads = new ArrayList<>();
    private final List<MetricSource> metrics = new ArrayList<>();
    private final List<Status.Listener> listeners = new ArrayList<>();
    private volatile boolean ready;
    private long startedInMs = -1;
    private @Nullable MqttNode mqtt;
    private @Nullable Cores cores;
    private String transportReason = "";

    private Launcher(BrokerConfig config) {
        this.config = config;
    }

    /**
     * Serving when this returns; when it throws, nothing is left running.
     *
     * @throws ConfigException the configuration asks for what cannot be
     * @throws IOException the machine refused
     */
    public static Launcher start(BrokerConfig config) throws IOException {
        Launcher launcher = new Launcher(config);
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
        startCores(authenticator);
        startAdmin();
        startListeners();
        ready = true;
        startedInMs = StartTime.sinceExecMs();
    }

    private Authenticator startAuthenticator() {
        AuthConfig auth = config.auth();
        Path file = auth.users();
        if (file == null) {
            return new OpenAuthenticator();
        }
        int threads = Math.clamp(config.engine().cores() / 2, 1, PASSWORD_THREADS_MAX);
        UsersAuthenticator users =
                new UsersAuthenticator(new UsersFile(file), auth.admitsAnonymous(), threads);
        parts.push(users::close);
        reloads.add(() -> LOG.log(Level.INFO, "{0} users in force", users.reload()));
        return users;
    }

    private void startCores(Authenticator authenticator) throws IOException {
        EngineConfig engine = config.engine();
        TransportChoice transport = TransportChoice.resolve(config.transport());
        MqttNode node =
                new MqttNode(
                        config.mqtt(),
                        authenticator,
                        new Shards(engine.shards(), engine.cores()),
                        new MqttCore.NodeIdentity(
                                Integer.toString(config.node().id()),
                                Version.current(),
                                System.currentTimeMillis()));
        Cores started = Cores.start(coreConfigs(engine, transport.kind()), node);
        cores = started;
        mqtt = node;
        transportReason = transport.reason();
        parts.push(started::close);
        metrics.add(new MqttMetrics(node.counters()));
    }

    private static <T> T requireStarted(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("parts start in order");
        }
        return part;
    }

    private static List<CoreConfig> coreConfigs(EngineConfig engine, TransportKind transport) {
        List<CoreConfig> configs = new ArrayList<>();
        boolean pinned = engine.firstCpu() != EngineConfig.UNPINNED;
        for (int core = 0; core < engine.cores(); core++) {
            configs.add(
                    new CoreConfig(
                            core,
                            pinned ? engine.firstCpu() + core : CoreConfig.UNPINNED,
                            transport,
                            engine.idle() == EngineConfig.Idle.SPIN
                                    ? IdlePolicy.SPIN
                                    : IdlePolicy.ADAPTIVE,
                            CoreConfig.DEFAULT_SPIN_CYCLES,
                            CoreConfig.DEFAULT_READ_BUFFER_BYTES,
                            CoreConfig.DEFAULT_READ_BUFFERS,
                            engine.memoryBytes() / engine.cores()));
        }
        return configs;
    }

    private void startListeners() throws IOException {
        Cores running = requireStarted(cores);
        MqttNode node = requireStarted(mqtt);
        List<Core> all = running.all();
        node.listen(
                all,
                null,
                new MqttNode.Opened() {
                    @Override
                    public void onListener(Endpoint endpoint, Core.Listener listener) {
                        parts.push(listener::close);
                    }

                    @Override
                    public void onEndpoint(Endpoint endpoint) {
                        listeners.add(
                                new Status.Listener(
                                        endpoint.name(), endpoint.address(), transportReason));
                    }
                });
        parts.push(() -> node.drain(all));
    }

    private void startAdmin() throws IOException {
        InetSocketAddress address = config.admin().http();
        if (address == null) {
            return;
        }
        metrics.add(new ProcessMetrics());
        AdminServer admin;
        try {
            admin = AdminServer.start(address, metrics, () -> ready);
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

    public Status status() {
        return new Status(config.node().id(), coresInWords(), List.copyOf(listeners), startedInMs);
    }

    private String coresInWords() {
        EngineConfig engine = config.engine();
        return "%d, idle %s, %s"
                .formatted(
                        engine.cores(),
                        engine.idle().name().toLowerCase(Locale.ROOT),
                        engine.firstCpu() == EngineConfig.UNPINNED
                                ? "not pinned"
                                : "pinned from CPU " + engine.firstCpu());
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
