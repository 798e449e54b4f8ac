package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.rig.RunFailure;
import io.robustmq.loadgen.rig.Stamp;
import io.robustmq.loadgen.server.NullServer;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.IdlePolicy;
import io.robustmq.transport.net.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a null server until it is stopped, and says each second what passed. */
abstract class ServeCommand implements Callable<Integer> {
    private static final long SECOND_MS = 1_000;

    private final NullServer.Kind kind;

    @Mixin private HelpOption help = new HelpOption();
    @Mixin private CoreOptions cores = new CoreOptions();

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "default ${DEFAULT-VALUE}")
    private String host = "";

    @Option(names = "--port", defaultValue = "1884", description = "default ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--payload",
            defaultValue = "16",
            description = "of a source, default ${DEFAULT-VALUE}")
    private int payloadBytes;

    ServeCommand(NullServer.Kind kind) {
        this.kind = kind;
        cores.idle = IdlePolicy.ADAPTIVE;
    }

    @Command(name = "sink", description = "Accepts and drops: how fast a load can send.")
    static final class Sink extends ServeCommand {
        Sink() {
            super(NullServer.Kind.SINK);
        }
    }

    @Command(name = "source", description = "Sends flat out: how fast a load can receive.")
    static final class Source extends ServeCommand {
        Source() {
            super(NullServer.Kind.SOURCE);
        }
    }

    @Command(name = "echo", description = "Sends each PUBLISH back: the floor of latency.")
    static final class Echo extends ServeCommand {
        Echo() {
            super(NullServer.Kind.ECHO);
        }
    }

    @Override
    public Integer call() throws RunFailure, IOException, InterruptedException {
        NullServer server = new NullServer(kind, cores.count, Math.max(payloadBytes, Stamp.BYTES));
        try (LoadCores running = LoadCores.start(cores, server::duty)) {
            listen(server, running.list());
            System.out.printf(
                    "%s on %s:%d, %s, %d core(s), idle %s%n",
                    kind.name().toLowerCase(Locale.ROOT),
                    host,
                    port,
                    running.transport(),
                    cores.count,
                    cores.idle.name().toLowerCase(Locale.ROOT));
            watch(server);
        }
        return 0;
    }

    private void listen(NullServer server, List<Core> running) throws IOException {
        Endpoint endpoint = Endpoint.tcp("null", new InetSocketAddress(host, port));
        for (Core core : running) {
            core.listen(endpoint, server.acceptor(core.index()));
        }
    }

    /** Until interrupted, or the process ends. */
    private static void watch(NullServer server) throws InterruptedException {
        long publishes = 0;
        long bytes = 0;
        while (true) {
            TimeUnit.MILLISECONDS.sleep(SECOND_MS);
            if (server.publishes() != publishes) {
                System.err.printf(
                        Locale.ROOT,
                        "connections %,d  publishes %,d/s  bytes %,d/s%n",
                        server.connections(),
                        server.publishes() - publishes,
                        server.bytes() - bytes);
            }
            publishes = server.publishes();
            bytes = server.bytes();
        }
    }
}
