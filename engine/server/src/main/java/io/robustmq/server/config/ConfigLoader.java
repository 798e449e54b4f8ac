package io.robustmq.server.config;

import io.robustmq.admin.AdminConfig;
import io.robustmq.kafka.KafkaConfig;
import io.robustmq.kafka.group.GroupConfig;
import io.robustmq.kernel.ConfigException;
import io.robustmq.kernel.EngineConfig;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.security.AuthConfig;
import io.robustmq.storage.journal.Durability;
import io.robustmq.transport.net.TransportKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From what the operator wrote to {@link BrokerConfig}; the first mistake ends it. */
public final class ConfigLoader {
    private static final int MAX_AUTO_CORES = 64;
    private static final int MAX_PORT = 65_535;

    /** What a core and its rings take at least, and as much again for outputs. */
    private static final long AUTO_CORE_BYTES = 32L << 20;

    private final Values values;

    private ConfigLoader(Values values) {
        this.values = values;
    }

    /**
     * @param file null for none
     * @throws ConfigException a line that says where, what, and what is allowed
     */
    public static Values read(
            @Nullable Path file, Map<String, String> environment, List<String> assignments) {
        return new Values(
                file == null ? Map.of() : YamlSource.read(file),
                EnvironmentSource.read(environment),
                FlagSource.read(assignments));
    }

    /**
     * @throws ConfigException a line that says where, what, and what is allowed
     */
    public static BrokerConfig load(Values values) {
        try {
            return new ConfigLoader(values).broker();
        } catch (ConfigException mistake) {
            throw values.located(mistake);
        }
    }

    private BrokerConfig broker() {
        return new BrokerConfig(
                new NodeConfig(values.integer("node.id"), Path.of(values.text("data.directory"))),
                engine(),
                storage(),
                transport(),
                mqtt(),
                kafka(),
                tls(),
                new AdminConfig(values.address("admin.http")),
                new AuthConfig(
                        values.path("auth.users"),
                        values.choice("auth.anonymous", AuthConfig.Anonymous.class)));
    }

    private EngineConfig engine() {
        return new EngineConfig(
                isAuto("engine.cores")
                        ? autoCores(
                                Runtime.getRuntime().availableProcessors(),
                                values.size("engine.memory"))
                        : values.integer("engine.cores"),
                values.integer("engine.shards"),
                values.choice("engine.idle", EngineConfig.Idle.class),
                values.isOff("engine.pin") ? EngineConfig.UNPINNED : cpu(),
                values.size("engine.memory"),
                values.sizeInt("engine.copy-limit"));
    }

    private StorageConfig storage() {
        return new StorageConfig(
                values.isOff("journal.durability")
                        ? null
                        : values.choice("journal.durability", Durability.class),
                values.duration("journal.sync-interval"),
                values.sizeInt("journal.segment-size"),
                values.sizeInt("journal.ring-size"),
                values.size("journal.disk-free-min"),
                values.duration("journal.flush-interval"),
                PolicyRules.topics(values),
                PolicyRules.sessions(values));
    }

    /** Half of the CPUs, as far as memory goes. */
    static int autoCores(int cpus, long memoryBytes) {
        long most = Math.clamp(memoryBytes / AUTO_CORE_BYTES, 1, MAX_AUTO_CORES);
        return (int) Math.clamp(cpus / 2, 1, most);
    }

    private int cpu() {
        int cpu = values.integer("engine.pin");
        if (cpu < 0) {
            throw values.refuse("engine.pin");
        }
        return cpu;
    }

    private @Nullable TransportKind transport() {
        return isAuto("transport.kind")
                ? null
                : values.choice("transport.kind", TransportKind.class);
    }

    private MqttConfig mqtt() {
        return new MqttConfig(
                new MqttConfig.Listeners(
                        values.address("mqtt.tcp"),
                        values.address("mqtt.tls"),
                        values.address("mqtt.ws"),
                        values.address("mqtt.wss")),
                new MqttConfig.Connections(
                        values.integer("mqtt.max-connections"),
                        values.isOff("mqtt.max-connect-rate")
                                ? 0
                                : values.integer("mqtt.max-connect-rate"),
                        values.duration("mqtt.connect-timeout"),
                        (int) wholeSeconds("mqtt.max-keep-alive")),
                new MqttConfig.Packets(
                        values.sizeInt("mqtt.max-packet-size"),
                        values.integer("mqtt.receive-maximum"),
                        values.integer("mqtt.topic-alias-maximum"),
                        values.integer("mqtt.max-topic-levels")),
                new MqttConfig.Sessions(
                        values.text("mqtt.max-session-expiry").equals("never")
                                ? MqttConfig.Sessions.NEVER_EXPIRES
                                : wholeSeconds("mqtt.max-session-expiry"),
                        values.integer("mqtt.max-queued-messages"),
                        isAuto("mqtt.max-queued-bytes")
                                ? MqttConfig.Sessions.queuedBytesOf(
                                        Runtime.getRuntime().maxMemory())
                                : values.size("mqtt.max-queued-bytes"),
                        values.integer("mqtt.max-inflight")),
                new MqttConfig.Retained(
                        values.integer("mqtt.retained.max-count"),
                        values.size("mqtt.retained.max-bytes")),
                new MqttConfig.Delayed(
                        values.integer("mqtt.delayed.max-count"),
                        values.size("mqtt.delayed.max-bytes")),
                values.choice("mqtt.shared-strategy", MqttConfig.SharedStrategy.class),
                redirect());
    }

    /** MQTT counts these in seconds; a fraction would be a promise we don't keep. */
    private long wholeSeconds(String key) {
        long millis = values.duration(key).toMillis();
        if (millis % 1_000 != 0 || millis / 1_000 > MqttConfig.Sessions.NEVER_EXPIRES) {
            throw values.refuse(key);
        }
        return millis / 1_000;
    }

    private MqttConfig.@Nullable Redirect redirect() {
        if (values.isOff("mqtt.redirect")) {
            return null;
        }
        String text = values.text("mqtt.redirect");
        int space = text.indexOf(' ');
        String word = space < 0 ? text : text.substring(0, space).toLowerCase(Locale.ROOT);
        if (space < 0 || !(word.equals("temporary") || word.equals("permanent"))) {
            throw values.refuse("mqtt.redirect");
        }
        return new MqttConfig.Redirect(word.equals("permanent"), text.substring(space + 1).strip());
    }

    private KafkaConfig kafka() {
        return new KafkaConfig(
                new KafkaConfig.Listeners(
                        values.address("kafka.tcp"),
                        values.address("kafka.tls"),
                        advertised("kafka.advertised-tcp"),
                        advertised("kafka.advertised-tls")),
                new KafkaConfig.TopicDefaults(
                        values.choice("kafka.auto-create-topics", Choice.class) == Choice.TRUE,
                        values.integer("kafka.default-partitions")),
                groups(),
                MappingRules.of(values),
                QuotaRules.of(values),
                values.sizeInt("kafka.request-bytes-max"),
                isAuto("kafka.memory") ? 0 : values.size("kafka.memory"));
    }

    private GroupConfig groups() {
        return new GroupConfig(
                values.integer("kafka.group.members-max"),
                values.integer("kafka.group.offsets-max"),
                values.duration("kafka.group.session-timeout-min"),
                values.duration("kafka.group.session-timeout-max"),
                values.duration("kafka.group.initial-rebalance-delay"),
                values.duration("kafka.group.consumer-session-timeout"),
                values.duration("kafka.group.consumer-heartbeat-interval"),
                values.integer("kafka.group.offset-metadata-max"),
                values.duration("kafka.group.offsets-retention"));
    }

    private enum Choice {
        TRUE,
        FALSE
    }

    /** Not looked up: it is the clients' business what the name means. */
    private KafkaConfig.@Nullable Advertised advertised(String key) {
        if (values.isOff(key)) {
            return null;
        }
        String text = values.text(key);
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (colon > 0 && port >= 1 && port <= MAX_PORT) {
                return new KafkaConfig.Advertised(text.substring(0, colon), port);
            }
        } catch (NumberFormatException noPort) {
            throw values.refuse(key);
        }
        throw values.refuse(key);
    }

    private @Nullable TlsConfig tls() {
        Path certificate = values.path("tls.certificate");
        Path key = values.path("tls.key");
        if (certificate == null && key == null) {
            return null;
        }
        if (certificate == null || key == null) {
            String missing = certificate == null ? "tls.certificate" : "tls.key";
            String given = certificate == null ? "tls.key" : "tls.certificate";
            throw new ConfigException(
                    given, values.text(given), "off while " + missing + " is off");
        }
        return new TlsConfig(
                certificate,
                key,
                values.path("tls.client-ca"),
                values.choice("tls.client-auth", TlsConfig.ClientAuth.class));
    }

    private boolean isAuto(String key) {
        return values.text(key).equals("auto");
    }
}
