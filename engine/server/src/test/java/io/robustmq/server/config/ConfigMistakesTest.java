package io.robustmq.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.robustmq.kernel.ConfigException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each mistake is one line: where, which key, what is allowed. */
class ConfigMistakesTest {
    @Test
    void shouldPointAtAnUnknownKeyAndNameTheNearest() {
        String yaml =
                """
                mqtt:
                  tcp: 127.0.0.1:1883
                  max-paket-size: 4MiB
                """;

        assertThat(mistake(yaml))
                .isEqualTo(
                        "broker.yaml:3:3: mqtt.max-paket-size: unknown key, did you mean"
                                + " mqtt.max-packet-size?");
    }

    @Test
    void shouldFindAKeyThatStandsInTheWrongSection() {
        assertThat(mistake("engine: {shared-strategy: random}\n"))
                .isEqualTo(
                        "broker.yaml:1:10: engine.shared-strategy: unknown key, did you mean"
                                + " mqtt.shared-strategy?");
    }

    @Test
    void shouldPointToTheListWhenNoKeyIsNear() {
        assertThat(mistake("colour: blue\n"))
                .isEqualTo("broker.yaml:1:1: colour: unknown key; 'config template' lists all");
    }

    @Test
    void shouldSayWhereARetiredKeyWent() {
        assertThat(mistake("mqtt_server:\n  tcp_port: 1883\n"))
                .isEqualTo("broker.yaml:2:3: mqtt_server.tcp_port: retired key, now mqtt.tcp");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "=sync",
                "a=",
                "a=Sync",
                "a=off",
                "a#=sync",
                "a=sync,",
                "a=sync,,b=sync",
                "a+/b=sync"
            })
    void shouldSayWhatAListOfTopicsPoliciesWants(String value) {
        assertThat(mistake("journal: {durability: sync, topics: '" + value + "'}\n"))
                .startsWith("broker.yaml:1:")
                .contains(
                        "journal.topics: '"
                                + value
                                + "' is not allowed: wants off, or FILTER=POLICY");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "user=a",
                "user=a:producer_byte_rate",
                "user=a:producer_byte_rate=fast",
                "user=a:request_percentage=50",
                "user=a:controller_mutation_rate=5",
                "user=:producer_byte_rate=1MiB",
                "client-id=:producer_byte_rate=1MiB",
                "a/client-id=b:producer_byte_rate=1MiB",
                "group=a:producer_byte_rate=1MiB",
                "user=a:producer_byte_rate=1MiB,"
            })
    void shouldSayWhatAListOfQuotasWants(String value) {
        assertThat(mistake("kafka: {quotas: '" + value + "'}\n"))
                .startsWith("broker.yaml:1:")
                .contains("kafka.quotas: '" + value + "' is not allowed: wants off, or WHO:RATE");
    }

    @Test
    void shouldTakeNoQuotaOfNothing() {
        assertThat(mistake("kafka: {quotas: 'user=a:producer_byte_rate=0B'}\n"))
                .contains("kafka.quotas: 'user=a:producer_byte_rate=0B' is not allowed")
                .contains("wants rates of 1B to 1TiB");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "=t",
                "a=",
                "a#=t",
                "a=t,",
                "$SYS/#=t",
                "a=b/c",
                "a=__t",
                "Identity",
                "identity,a=t"
            })
    void shouldSayWhatMappingsWant(String value) {
        assertThat(mistake("kafka:\n  mapping: '" + value + "'\n"))
                .startsWith("broker.yaml:2:12: kafka.mapping: '" + value + "' is not allowed")
                .contains("wants off, identity, or FILTER=TOPIC pairs");
    }

    @Test
    void shouldWantNoMappingsWhereNothingIsStored() {
        assertThat(mistake("journal: {durability: 'off'}\nkafka: {mapping: identity}\n"))
                .contains("kafka.mapping: 'identity' is not allowed")
                .contains("not while journal.durability is off");
    }

    @Test
    void shouldWantNoPoliciesWhereNothingIsStored() {
        assertThat(mistake("journal: {durability: 'off', sessions: 'a=sync'}\n"))
                .contains("journal.sessions: 'a=sync' is not allowed")
                .contains("not while journal.durability is off");
    }

    @Test
    void shouldPointAtABadValue() {
        assertThat(mistake("mqtt:\n  receive-maximum: 65536\n"))
                .isEqualTo(
                        "broker.yaml:2:20: mqtt.receive-maximum: '65536' is not allowed: wants 1"
                                + " to 65535");
    }

    @Test
    void shouldPointAtAValueOfTheWrongType() {
        assertThat(mistake("mqtt:\n  receive-maximum: many\n"))
                .isEqualTo(
                        "broker.yaml:2:20: mqtt.receive-maximum: 'many' is not allowed: wants 1"
                                + " to 65535");
        assertThat(mistake("mqtt:\n  receive-maximum: [1, 2]\n"))
                .isEqualTo("broker.yaml:2:20: mqtt.receive-maximum: wants one value: 1 to 65535");
        assertThat(mistake("mqtt: 1883\n"))
                .isEqualTo("broker.yaml:1:7: mqtt: is a section: wants keys below it");
        assertThat(mistake("- mqtt\n"))
                .isEqualTo("broker.yaml:1:1: file: wants sections such as 'mqtt:'");
    }

    @Test
    void shouldRefuseAKeySetTwice() {
        assertThat(mistake("mqtt:\n  tcp: off\nmqtt.tcp: off\n"))
                .isEqualTo("broker.yaml:3:1: mqtt.tcp: is set twice");
    }

    @Test
    void shouldPointAtBrokenYaml() {
        assertThat(mistake("mqtt:\n  tcp: \"off\n"))
                .isEqualTo(
                        "broker.yaml:2:6: YAML: while scanning a quoted scalar, found unexpected end of stream");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "engine.shards=12        | a power of two, 1 to 1024",
                "engine.memory=64        | 16MiB to 1TiB",
                "engine.memory=64MB      | 16MiB to 1TiB",
                "engine.memory=1MiB      | 16MiB to 1TiB",
                "engine.memory=9999999TiB | 16MiB to 1TiB",
                "engine.copy-limit=3GiB  | 0B to 1MiB",
                "engine.pin=-1           | off or 0 to 1023",
                "engine.idle=Spin        | adaptive or spin",
                "transport.kind=kqueue   | auto, io_uring, epoll or nio",
                "mqtt.tcp=1883           | HOST:PORT (port 0: any free one) or off",
                "mqtt.tcp=127.0.0.1:65536 | HOST:PORT (port 0: any free one) or off",
                "mqtt.tcp=::1:1883       | HOST:PORT (port 0: any free one) or off",
                "mqtt.connect-timeout=10 | 1s to 10m",
                "mqtt.connect-timeout=0s | 1s to 10m",
                "mqtt.max-keep-alive=1500ms | 1s to 65535s",
                "mqtt.max-session-expiry=60000d | 0s to 49710d, or never",
                "mqtt.redirect=elsewhere:1883 | off, 'temporary HOST:PORT' or 'permanent HOST:PORT'",
                "mqtt.tls=127.0.0.1:8883 | off while tls.certificate is off",
                "tls.key=key.pem         | off while tls.certificate is off",
                "mqtt.tcp=0.0.0.0:1883   | a loopback address unless auth.users or auth.anonymous=true is set",
                "admin.http=0.0.0.0:58080 | a loopback address unless auth.users or auth.anonymous=true is set",
                "auth.anonymous=false    | auto or true while auth.users is off, or nobody could connect",
                "auth.anonymous=yes      | auto, true or false",
            })
    void shouldRefuseWhatIsNotAllowed(String assignment, String allowed) {
        String key = assignment.substring(0, assignment.indexOf('='));
        String value = assignment.substring(assignment.indexOf('=') + 1);

        ConfigException mistake = mistake(List.of(assignment), Map.of());

        assertThat(mistake)
                .hasMessage(
                        "--set %s: %s: '%s' is not allowed: wants %s"
                                .formatted(assignment, key, value, allowed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth.anonymous=true", "auth.users=users"})
    void shouldBindBeyondLoopbackOnlyWhenToldWhoMayConnect(String permission) {
        BrokerConfig config =
                ConfigLoader.load(
                        ConfigLoader.read(
                                null, Map.of(), List.of("mqtt.tcp=0.0.0.0:1883", permission)));

        assertThat(config.auth().mayLeaveLoopback()).isTrue();
    }

    @Test
    void shouldNameTheEnvironmentVariable() {
        assertThat(mistake(List.of(), Map.of("ROBUST_MQ_SERVER_NODE__IDD", "1")))
                .hasMessage(
                        "environment ROBUST_MQ_SERVER_NODE__IDD: node.idd: unknown key, did you"
                                + " mean node.id?");
        assertThat(mistake(List.of(), Map.of("ROBUST_MQ_SERVER_NODE__ID", "0")))
                .hasMessage(
                        "environment ROBUST_MQ_SERVER_NODE__ID: node.id: '0' is not allowed: wants"
                                + " 1 to 65535");
    }

    @Test
    void shouldWantAPathAndAValueInAFlag() {
        assertThat(mistake(List.of("mqtt.tcp"), Map.of()))
                .hasMessage("--set: 'mqtt.tcp' is not allowed: wants path=value");
    }

    @Test
    void shouldRefuseAFileThatIsNotThere() {
        ConfigException mistake =
                catchThrowableOfType(
                        ConfigException.class,
                        () -> ConfigLoader.read(Path.of("/none.yaml"), Map.of(), List.of()));

        assertThat(mistake)
                .hasMessage(
                        "--config: '/none.yaml' is not allowed: wants a readable file of UTF-8"
                                + " text");
    }

    private static @Nullable String mistake(String yaml) {
        return catchThrowableOfType(
                        ConfigException.class,
                        () -> ConfigLoader.load(new Values(YamlSource.parse("broker.yaml", yaml))))
                .getMessage();
    }

    private static ConfigException mistake(
            List<String> assignments, Map<String, String> environment) {
        return catchThrowableOfType(
                ConfigException.class,
                () -> ConfigLoader.load(ConfigLoader.read(null, environment, assignments)));
    }
}
