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
        row(out, "durability", status.durability());
        if (status.startedInMs() >= 0) {
            row(out, "ready", status.startedInMs() + " ms after exec");
        }
        status.listeners().stream()
                .filter(listener -> listener.name().equals("mqtt.tcp"))
                .forEach(listener -> tryIt(out, listener.address()));
        return out.toString();
    }

    private static void row(StringBuilder out, String name, String value) {
        out.append(ROW.formatted(name, value));
    }

    private static void tryIt(StringBuilder out, InetSocketAddress address) {
        String host =
                address.getAddress().isAnyLocalAddress()
                        ? "localhost"
                        : address.getAddress().getHostAddress();
        String where = "-h %s -p %d -t demo".formatted(host, address.getPort());
        row(
                out,
                "try MQTT",
                "mosquitto_sub " + where + " -C 1 & sleep 1; mosquitto_pub " + where + " -m hello");
    }
}
