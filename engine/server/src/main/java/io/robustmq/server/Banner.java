package io.robustmq.server;

import io.robustmq.server.cli.Version;
import java.net.InetSocketAddress;

/** What the broker says once it serves: what it is, where it listens, and a line to try it. */
final class Banner {
    private static final String ROW = "  %-12s %s%n";

    private Banner() {}

    static String text(Status status) {
        StringBuilder out = new StringBuilder();
        out.append(
                "RobustMQ %s, node %d, process %d, JDK %s%n"
                        .formatted(
                                Version.current(),
                                status.nodeId(),
                                ProcessHandle.current().pid(),
                                System.getProperty("java.version")));
        row(out, "cores", status.cores());
        row(out, "memory", status.memory());
        for (Status.Listener listener : status.listeners()) {
            row(out, listener.name(), listener.hostPort() + " " + listener.transport());
        }
        String kafkaOff = status.kafkaOff();
        if (kafkaOff != null) {
            row(out, "kafka", "off: " + kafkaOff);
        }
        row(out, "durability", status.durability());
        if (status.startedInMs() >= 0) {
            row(out, "ready", status.startedInMs() + " ms after exec");
        }
        status.listeners().forEach(listener -> tryIt(out, listener));
        return out.toString();
    }

    private static void row(StringBuilder out, String name, String value) {
        out.append(ROW.formatted(name, value));
    }

    private static void tryIt(StringBuilder out, Status.Listener listener) {
        InetSocketAddress address = listener.address();
        String host =
                address.getAddress().isAnyLocalAddress()
                        ? "localhost"
                        : address.getAddress().getHostAddress();
        switch (listener.name()) {
            case "mqtt.tcp" -> tryMqtt(out, host, address.getPort());
            case "kafka.tcp" -> tryKafka(out, host, address.getPort());
            default -> {}
        }
    }

    private static void tryMqtt(StringBuilder out, String host, int port) {
        String where = "-h %s -p %d -t demo".formatted(host, port);
        row(
                out,
                "try MQTT",
                "mosquitto_sub " + where + " -C 1 & sleep 1; mosquitto_pub " + where + " -m hello");
    }

    private static void tryKafka(StringBuilder out, String host, int port) {
        String where = "kcat -b %s:%d -t demo".formatted(host, port);
        row(out, "try Kafka", "echo hello | " + where + " -P; " + where + " -C -e");
    }
}
