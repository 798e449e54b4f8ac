package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.mqtt.MqttSettings;
import io.robustmq.loadgen.mqtt.NamePattern;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the load says in MQTT. */
final class MqttOptions {
    @Option(
            names = "--topic",
            defaultValue = "robust-bench/%i",
            description = "%%i the publisher's number, %%c its client id; default ${DEFAULT-VALUE}")
    private NamePattern topics = new NamePattern("");

    @Option(
            names = "--client-id",
            defaultValue = "robust-bench-%i",
            description = "%%i the connection's number; default ${DEFAULT-VALUE}")
    private NamePattern clientIds = new NamePattern("");

    @Option(
            names = "--qos",
            defaultValue = "0",
            description = "0, 1 or 2; default ${DEFAULT-VALUE}")
    int qos;

    @Option(names = "--share", paramLabel = "GROUP", description = "subscribers share one group")
    @Nullable String group;

    @Option(
            names = "--durable",
            description = "subscribers' sessions outlive their connections; they stay behind")
    boolean durable;

    MqttSettings settings(TargetOptions target) throws IOException {
        return new MqttSettings(
                target.version(),
                qos,
                topics,
                clientIds,
                group,
                target.user(),
                target.password(),
                durable);
    }
}
