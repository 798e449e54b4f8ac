package io.robustmq.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void shouldKeepEveryKeyAndDefault() {
        String pinned =
                """
                node.id=1
                data.directory=data
                engine.cores=auto
                engine.shards=16
                engine.idle=adaptive
                engine.pin=off
                engine.memory=512MiB
                engine.copy-limit=4KiB
                journal.durability=sync
                journal.topics=off
                journal.sessions=off
                journal.sync-interval=100ms
                journal.segment-size=32MiB
                journal.ring-size=8MiB
                journal.disk-free-min=256MiB
                journal.flush-interval=60s
                transport.kind=auto
                mqtt.tcp=127.0.0.1:1883
                mqtt.tls=off
                mqtt.ws=127.0.0.1:8083
                mqtt.wss=off
                mqtt.max-packet-size=1MiB
                mqtt.receive-maximum=1024
                mqtt.topic-alias-maximum=32
                mqtt.max-topic-levels=128
                mqtt.max-session-expiry=7d
                mqtt.max-keep-alive=65535s
                mqtt.max-queued-messages=1000
                mqtt.max-queued-bytes=auto
                mqtt.max-inflight=65535
                mqtt.retained.max-count=1000000
                mqtt.retained.max-bytes=256MiB
                mqtt.delayed.max-count=1000000
                mqtt.delayed.max-bytes=256MiB
                mqtt.connect-timeout=10s
                mqtt.max-connections=1000000
                mqtt.max-connect-rate=off
                mqtt.shared-strategy=round-robin
                mqtt.redirect=off
                kafka.tcp=127.0.0.1:9092
                kafka.tls=off
                kafka.advertised-tcp=off
                kafka.advertised-tls=off
                kafka.auto-create-topics=true
                kafka.default-partitions=1
                kafka.mapping=off
                kafka.request-bytes-max=100MiB
                kafka.quotas=off
                kafka.memory=auto
                kafka.group.members-max=10000
                kafka.group.offsets-max=1000000
                kafka.group.session-timeout-min=6s
                kafka.group.session-timeout-max=30m
                kafka.group.initial-rebalance-delay=3s
                kafka.group.consumer-session-timeout=45s
                kafka.group.consumer-heartbeat-interval=5s
                kafka.group.offset-metadata-max=4096
                kafka.group.offsets-retention=7d
                tls.certificate=off
                tls.key=off
                tls.client-ca=off
                tls.client-auth=none
                admin.http=127.0.0.1:58080
                auth.users=off
                auth.anonymous=auto
                """;

        String actual =
                Settings.ALL.stream()
                        .map(setting -> setting.key() + "=" + setting.defaultText() + "\n")
                        .collect(Collectors.joining());

        assertThat(actual).isEqualTo(pinned);
    }

    @Test
    void shouldWriteATemplateThatReadsBackAsTheDefaults() {
        Map<String, RawValue> fromTemplate =
                YamlSource.parse("template.yaml", ConfigTemplate.text());

        assertThat(fromTemplate).hasSameSizeAs(Settings.ALL);
        for (Setting setting : Settings.ALL) {
            assertThat(fromTemplate.get(setting.key()))
                    .as(setting.key())
                    .extracting(RawValue::text)
                    .isEqualTo(setting.defaultText());
        }
        Values defaults = ConfigLoader.read(null, Map.of(), List.of());
        assertThat(ConfigLoader.load(new Values(fromTemplate)))
                .isEqualTo(ConfigLoader.load(defaults));
    }

    @Test
    void shouldExplainEveryKeyInTheTemplate() {
        String template = ConfigTemplate.text();

        assertThat(template)
                .contains(
                        """
                        mqtt:
                          # MQTT over TCP.
                          # Allowed: HOST:PORT (port 0: any free one) or off
                          tcp: 127.0.0.1:1883
                        """)
                .contains(
                        """
                          retained:
                            # Topics with a retained message.
                            # Allowed: 0 to 100000000
                            max-count: 1000000
                        """)
                .containsOnlyOnce("\nmqtt:\n");
    }
}
