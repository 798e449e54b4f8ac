package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.report.Section;
import io.robustmq.transport.net.Endpoint;
import io.robustmq.transport.net.TlsContext;
import io.robustmq.transport.net.channel.KeyWorkers;
import io.robustmq.transport.net.channel.PemTlsContext;
import io.robustmq.transport.net.channel.TlsClientOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which broker to ask first, and who we are. */
final class KafkaTargetOptions {
    private static final int PORT = 9092;
    private static final int TLS_PORT = 9093;

    /** For TLS handshakes; daemons that end when idle. */
    private static final int KEY_THREADS = 1;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "default ${DEFAULT-VALUE}")
    private String host = "";

    @Option(names = "--port", description = "default 9092, with --tls 9093")
    private int port;

    @Option(names = "--tls", description = "TLS, to all brokers of the cluster")
    private boolean tls;

    @Option(names = "--ca", description = "PEM file of what the brokers' certificates must lead to")
    private @Nullable Path ca;

    @Option(names = "--insecure", description = "take any certificate")
    private boolean insecure;

    @Option(names = "--user", description = "SASL PLAIN")
    @Nullable String user;

    @Option(names = "--password-file", description = "its first line is the password")
    private @Nullable Path passwordFile;

    /** To be closed by the caller, after its cores. */
    Target open() throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, portOrDefault());
        if (address.isUnresolved()) {
            if (command == null) {
                throw new IllegalStateException("picocli sets it");
            }
            throw new ParameterException(command.commandLine(), "--host " + host + " is not known");
        }
        if (!tls) {
            return new Target(Endpoint.tcp("target", address), null);
        }
        KeyWorkers keyWorkers = new KeyWorkers(KEY_THREADS);
        TlsContext context =
                PemTlsContext.client(new TlsClientOptions(ca, insecure, null, null), keyWorkers);
        return new Target(new Endpoint("target", address, context, null), keyWorkers);
    }

    private int portOrDefault() {
        return port > 0 ? port : tls ? TLS_PORT : PORT;
    }

    @Nullable String password() throws IOException {
        return passwordFile == null
                ? null
                : Files.readString(passwordFile).lines().findFirst().orElse("");
    }

    Section describe(Section setup) {
        return setup.put("target", host + ":" + portOrDefault()).put("wire", tls ? "tls" : "tcp");
    }
}
