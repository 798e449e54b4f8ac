package io.robustmq.loadgen.cli;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.loadgen.report.Section;
import io.robustmq.transport.net.Endpoint;
import io.robustmq.transport.net.TlsContext;
import io.robustmq.transport.net.WebSocketOptions;
import io.robustmq.transport.net.channel.KeyWorkers;
import io.robustmq.transport.net.channel.PemTlsContext;
import io.robustmq.transport.net.channel.TlsClientOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which broker, and how to speak to it. */
final class TargetOptions {
    private static final int MAX_FRAME_BYTES = 16 << 20;

    /** For TLS handshakes; daemons that end when idle. */
    private static final int KEY_THREADS = 1;

    private static final Map<String, MqttVersion> VERSIONS =
            Map.of(
                    "3.1",
                    MqttVersion.V3_1,
                    "3.1.1",
                    MqttVersion.V3_1_1,
                    "5",
                    MqttVersion.V5,
                    "5.0",
                    MqttVersion.V5);

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "default ${DEFAULT-VALUE}")
    private String host = "";

    @Option(names = "--port", description = "default 1883, with --tls 8883, --ws 8083, --wss 8084")
    private int port;

    @Option(names = "--tls", description = "TLS")
    private boolean tls;

    @Option(names = "--ws", description = "WebSocket, path /mqtt")
    private boolean ws;

    @Option(names = "--wss", description = "WebSocket over TLS")
    private boolean wss;

    @Option(names = "--ca", description = "PEM file of what the broker's certificate must lead to")
    private @Nullable Path ca;

    @Option(names = "--insecure", description = "take any certificate")
    private boolean insecure;

    @Option(
            names = "--version",
            paramLabel = "3.1|3.1.1|5",
            defaultValue = "3.1.1",
            description = "of MQTT, default ${DEFAULT-VALUE}")
    private String version = "";

    @Option(names = "--user")
    private @Nullable String user;

    @Option(names = "--password-file", description = "its first line is the password")
    private @Nullable Path passwordFile;

    /** To be closed by the caller, after its cores. */
    Target open() throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, portOrDefault());
        if (address.isUnresolved()) {
            throw wrong("--host " + host + " is not known");
        }
        WebSocketOptions webSocket =
                ws || wss ? new WebSocketOptions("/mqtt", "mqtt", MAX_FRAME_BYTES) : null;
        if (!tls && !wss) {
            return new Target(new Endpoint("target", address, null, webSocket), null);
        }
        KeyWorkers keyWorkers = new KeyWorkers(KEY_THREADS);
        TlsContext context =
                PemTlsContext.client(new TlsClientOptions(ca, insecure, null, null), keyWorkers);
        return new Target(new Endpoint("target", address, context, webSocket), keyWorkers);
    }

    private int portOrDefault() {
        return port > 0 ? port : wss ? 8084 : ws ? 8083 : tls ? 8883 : 1883;
    }

    MqttVersion version() {
        MqttVersion known = VERSIONS.get(version);
        if (known == null) {
            throw wrong("--version " + version + ": one of 3.1, 3.1.1, 5");
        }
        return known;
    }

    @Nullable String user() {
        return user;
    }

    @Nullable String password() throws IOException {
        return passwordFile == null
                ? null
                : Files.readString(passwordFile).lines().findFirst().orElse("");
    }

    Section describe(Section setup) {
        return setup.put("target", host + ":" + portOrDefault())
                .put("wire", wss ? "wss" : ws ? "ws" : tls ? "tls" : "tcp")
                .put("version", version);
    }

    private ParameterException wrong(String what) {
        if (command == null) {
            throw new IllegalStateException("picocli sets it");
        }
        return new ParameterException(command.commandLine(), what);
    }
}
