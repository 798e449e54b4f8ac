package io.robustmq.conformance.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.broker.TestBroker.Listener;
import io.robustmq.conformance.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** mosquitto_pub and mosquitto_sub, as people use them first, over TCP and TLS. */
@ExtendWith(BrokerExtension.class)
class MosquittoToolsTest {
    /** mosquitto_sub says this when its SUBACK came; with -d it also says everything else. */
    private static final String SUBSCRIBED = "Subscribed (mid: 1)";

    private final TestBroker broker;

    MosquittoToolsTest(TestBroker broker) {
        this.broker = broker;
    }

    @ParameterizedTest
    @CsvSource({"TCP, mqttv31", "TCP, mqttv311", "TCP, mqttv5", "TLS, mqttv311", "TLS, mqttv5"})
    void shouldPublishAndSubscribeWithEachQos(Listener listener, String version) {
        if (!Tool.isInstalled("mosquitto_sub")) {
            return;
        }
        String topic = Names.topic();
        for (String qos : List.of("0", "1", "2")) {
            try (Tool subscriber =
                    subscriber(listener, version, "-t", topic, "-q", qos, "-C", "1")) {
                Tool.start(
                                "mosquitto_pub",
                                common(listener, version),
                                "-t",
                                topic,
                                "-q",
                                qos,
                                "-m",
                                "hello " + qos)
                        .output();

                assertThat(subscriber.output()).contains("hello " + qos + "\n");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Listener.class,
            names = {"TCP", "TLS"})
    void shouldCarryLargePayloads(Listener listener) {
        if (!Tool.isInstalled("mosquitto_sub")) {
            return;
        }
        String topic = Names.topic();
        byte[] payload = Bytes.repeat('x', 1_000_000);
        try (Tool subscriber = subscriber(listener, "mqttv5", "-t", topic, "-q", "1", "-C", "1")) {
            Tool.start("mosquitto_pub", common(listener, "mqttv5"), "-t", topic, "-q", "1", "-s")
                    .input(payload)
                    .output();

            assertThat(subscriber.output()).contains("x".repeat(payload.length) + "\n");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Listener.class,
            names = {"TCP", "TLS"})
    void shouldKeepRetainedMessages(Listener listener) {
        if (!Tool.isInstalled("mosquitto_sub")) {
            return;
        }
        String topic = Names.topic();
        Tool.start(
                        "mosquitto_pub",
                        common(listener, "mqttv311"),
                        "-t",
                        topic,
                        "-q",
                        "1",
                        "-r",
                        "-m",
                        "kept")
                .output();

        assertThat(
                        Tool.start(
                                        "mosquitto_sub",
                                        common(listener, "mqttv311"),
                                        "-t",
                                        topic,
                                        "-C",
                                        "1")
                                .output())
                .isEqualTo("kept\n");
    }

    @ParameterizedTest
    @EnumSource(
            value = Listener.class,
            names = {"TCP", "TLS"})
    void shouldPublishTheWillOfAKilledClient(Listener listener) {
        if (!Tool.isInstalled("mosquitto_sub")) {
            return;
        }
        String topic = Names.topic();
        try (Tool watcher = subscriber(listener, "mqttv311", "-t", topic, "-C", "1");
                Tool dying =
                        subscriber(
                                listener,
                                "mqttv311",
                                "-t",
                                "x",
                                "--will-topic",
                                topic,
                                "--will-payload",
                                "gone")) {
            dying.kill();

            assertThat(watcher.output()).contains("gone\n");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Listener.class,
            names = {"TCP", "TLS"})
    void shouldShareASubscription(Listener listener) {
        if (!Tool.isInstalled("mosquitto_sub")) {
            return;
        }
        String topic = Names.topic();
        String filter = "$share/" + Names.group() + "/" + topic;
        try (Tool one = subscriber(listener, "mqttv5", "-t", filter, "-q", "1", "-C", "2");
                Tool two = subscriber(listener, "mqttv5", "-t", filter, "-q", "1", "-C", "2")) {
            byte[] lines = Bytes.text("line 1\nline 2\nline 3\nline 4\n");
            Tool.start("mosquitto_pub", common(listener, "mqttv5"), "-t", topic, "-q", "1", "-l")
                    .input(lines)
                    .output();

            assertThat(
                            (one.output() + two.output())
                                    .lines()
                                    .filter(line -> line.startsWith("line")))
                    .containsExactlyInAnyOrder("line 1", "line 2", "line 3", "line 4");
        }
    }

    /** A mosquitto_sub whose subscription the broker has acknowledged. */
    private Tool subscriber(Listener listener, String version, String... arguments) {
        List<String> common = new ArrayList<>(common(listener, version));
        common.addAll(List.of("-d", "-W", "30")); // Gives up after that many seconds.
        Tool tool = Tool.start("mosquitto_sub", common, arguments);
        while (!tool.line().startsWith(SUBSCRIBED)) {
            // The debug lines before it.
        }
        return tool;
    }

    private List<String> common(Listener listener, String version) {
        List<String> common =
                new ArrayList<>(
                        List.of(
                                "-h",
                                "127.0.0.1",
                                "-p",
                                Integer.toString(broker.address(listener).getPort()),
                                "-V",
                                version,
                                "-i",
                                Names.clientId()));
        if (listener == Listener.TLS) {
            common.addAll(List.of("--cafile", broker.trustFile().toString()));
        }
        return common;
    }
}
