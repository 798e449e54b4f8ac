package io.robustmq.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kafka.quota.QuotaRate;
import io.robustmq.kafka.quota.QuotaRule;
import io.robustmq.kernel.EngineConfig;
import io.robustmq.kernel.shard.Policies;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.security.AuthConfig;
import io.robustmq.storage.journal.Durability;
import io.robustmq.transport.net.TransportKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
    @TempDir private Path directory;

    @Test
    void shouldDefaultToWhatTheRecordsCallTheirDefault() {
        BrokerConfig config = load(null, Map.of());

        assertThat(config.mqtt())
                .usingRecursiveComparison()
                .ignoringFields("sessions.maxQueuedBytes")
                .isEqualTo(MqttConfig.DEFAULT);
        assertThat(config.mqtt().sessions().maxQueuedBytes())
                .isEqualTo(MqttConfig.Sessions.queuedBytesOf(Runtime.getRuntime().maxMemory()));
        assertThat(config.engine())
                .usingRecursiveComparison()
                .ignoringFields("cores")
                .isEqualTo(EngineConfig.SINGLE_CORE);
        assertThat(config.transport()).isNull();
        assertThat(config.tls()).isNull();
        assertThat(config.admin().http()).isEqualTo(new InetSocketAddress("127.0.0.1", 58080));
        assertThat(config.auth()).isEqualTo(new AuthConfig(null, AuthConfig.Anonymous.AUTO));
    }

    @Test
    void shouldReadPoliciesInTheirOrder() throws IOException {
        Path file =
                file(
                        """
                        journal:
                          durability: sync
                          topics: a/b=x/#=memory, orders/+=interval,+=sync
                          sessions: dev-=memory
                        """);

        StorageConfig storage = load(file, Map.of()).storage();

        assertThat(storage.topics())
                .containsExactly(
                        new Policies.TopicRule("a/b=x/#", Durability.MEMORY),
                        new Policies.TopicRule("orders/+", Durability.INTERVAL),
                        new Policies.TopicRule("+", Durability.SYNC));
        assertThat(storage.sessions())
                .containsExactly(new Policies.SessionRule("dev-", Durability.MEMORY));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 512, 1",
        "2, 512, 1",
        "3, 512, 1",
        "4, 512, 2",
        "32, 512, 16", // half of the CPUs
        "128, 512, 16",
        "128, 16, 1", // as far as memory goes
        "256, 65536, 64",
    })
    void shouldTakeHalfOfTheCpusForCores(int cpus, long memoryMib, int cores) {
        assertThat(ConfigLoader.autoCores(cpus, memoryMib << 20)).isEqualTo(cores);
    }

    @Test
    void shouldLetFlagBeatEnvironmentBeatFileBeatDefault() throws IOException {
        Path file =
                file(
                        """
                        mqtt:
                          receive-maximum: 10
                          topic-alias-maximum: 11
                          max-inflight: 12
                        """);
        Map<String, String> environment =
                Map.of(
                        "ROBUST_MQ_SERVER_MQTT__TOPIC_ALIAS_MAXIMUM", "21",
                        "ROBUST_MQ_SERVER_MQTT__MAX_INFLIGHT", "22",
                        "HOME", "/root");

        Values values = ConfigLoader.read(file, environment, List.of("mqtt.max-inflight=32"));
        MqttConfig mqtt = ConfigLoader.load(values).mqtt();

        assertThat(mqtt.packets().receiveMaximum()).isEqualTo(10);
        assertThat(mqtt.packets().topicAliasMaximum()).isEqualTo(21);
        assertThat(mqtt.sessions().maxInflight()).isEqualTo(32);
        assertThat(mqtt.packets().maxTopicLevels()).isEqualTo(128);
        assertThat(ConfigTable.text(values))
                .containsPattern("mqtt.receive-maximum +10 +" + file + ":2:20")
                .containsPattern(
                        "mqtt.topic-alias-maximum +21 +environment"
                                + " ROBUST_MQ_SERVER_MQTT__TOPIC_ALIAS_MAXIMUM")
                .containsPattern("mqtt.max-inflight +32 +--set mqtt.max-inflight=32")
                .containsPattern("mqtt.max-topic-levels +128 +default");
    }

    @Test
    void shouldNestEnvironmentNamesByTwoUnderscores() {
        BrokerConfig config = load(null, Map.of("ROBUST_MQ_SERVER_MQTT__RETAINED__MAX_COUNT", "7"));

        assertThat(config.mqtt().retained().maxCount()).isEqualTo(7);
    }

    @Test
    void shouldReadEveryKindOfValue() throws IOException {
        Path file =
                file(
                        """
                        node: {id: 7}
                        data.directory: /var/lib/robustmq   # a dotted path is a path too
                        engine:
                          cores: 2
                          idle: spin
                          pin: 0
                          memory: 64MiB
                        transport: {kind: io_uring}
                        mqtt:
                          tcp: "[::1]:0"
                          ws: off
                          max-session-expiry: never
                          max-keep-alive: 5m
                          connect-timeout: 1500ms
                          max-connect-rate: 500
                          shared-strategy: hash-topic
                          redirect: permanent mq1:1883 mq2:1883
                        tls: {certificate: c.pem, key: k.pem, client-ca: ca.pem, client-auth: required}
                        admin: {http: off}
                        auth:
                        """);

        BrokerConfig config = load(file, Map.of());

        assertThat(config.node()).isEqualTo(new NodeConfig(7, Path.of("/var/lib/robustmq")));
        assertThat(config.engine())
                .isEqualTo(new EngineConfig(2, 16, EngineConfig.Idle.SPIN, 0, 64L << 20, 4 << 10));
        assertThat(config.transport()).isEqualTo(TransportKind.IO_URING);
        assertThat(config.mqtt().listeners().tcp()).isEqualTo(new InetSocketAddress("::1", 0));
        assertThat(config.mqtt().listeners().ws()).isNull();
        assertThat(config.mqtt().sessions().maxExpirySeconds())
                .isEqualTo(MqttConfig.Sessions.NEVER_EXPIRES);
        assertThat(config.mqtt().connections())
                .isEqualTo(
                        new MqttConfig.Connections(1_000_000, 500, Duration.ofMillis(1500), 300));
        assertThat(config.mqtt().sharedStrategy()).isEqualTo(MqttConfig.SharedStrategy.HASH_TOPIC);
        assertThat(config.mqtt().redirect())
                .isEqualTo(new MqttConfig.Redirect(true, "mq1:1883 mq2:1883"));
        assertThat(config.tls())
                .isEqualTo(
                        new TlsConfig(
                                Path.of("c.pem"),
                                Path.of("k.pem"),
                                Path.of("ca.pem"),
                                TlsConfig.ClientAuth.REQUIRED));
        assertThat(config.admin().http()).isNull();
    }

    @Test
    void shouldReadQuotasWhateverNamesHold() throws IOException {
        String rules =
                "user=a:b=c:producer_byte_rate=1MiB, client-id=*:consumer_byte_rate=5B,"
                        + "user=*/client-id=x/y:producer_byte_rate=2KiB";

        BrokerConfig config = load(file("kafka: {quotas: '" + rules + "'}\n"), Map.of());

        assertThat(config.kafka().quotas())
                .containsExactly(
                        new QuotaRule("a:b=c", null, QuotaRate.PRODUCER_BYTE_RATE, 1 << 20),
                        new QuotaRule(null, "*", QuotaRate.CONSUMER_BYTE_RATE, 5),
                        new QuotaRule("*", "x/y", QuotaRate.PRODUCER_BYTE_RATE, 2 << 10));
    }

    @Test
    void shouldTakeAnEmptyFileForAllDefaults() throws IOException {
        assertThat(load(file("# nothing set\n"), Map.of())).isEqualTo(load(null, Map.of()));
        assertThat(load(file(""), Map.of())).isEqualTo(load(null, Map.of()));
    }

    private static BrokerConfig load(@Nullable Path file, Map<String, String> environment) {
        return ConfigLoader.load(ConfigLoader.read(file, environment, List.of()));
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(directory.resolve("broker.yaml"), yaml);
    }
}
