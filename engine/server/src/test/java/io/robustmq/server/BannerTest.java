package io.robustmq.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BannerTest {
    @Test
    void shouldTellWhatReallyRunsAndHowToTryIt() throws UnknownHostException {
        Status status =
                new Status(
                        7,
                        "2, idle adaptive, not pinned",
                        "64MiB",
                        "sync",
                        List.of(
                                listener("mqtt.tcp", "127.0.0.1", 1884, "io_uring"),
                                listener("mqtt.ws", "::1", 8083, "epoll"),
                                listener("kafka.tcp", "127.0.0.1", 9093, "io_uring")),
                        null,
                        120);

        String banner = Banner.text(status);

        assertThat(banner.lines().skip(1))
                .containsExactly(
                        "  cores        2, idle adaptive, not pinned",
                        "  memory       64MiB",
                        "  mqtt.tcp     127.0.0.1:1884 io_uring",
                        "  mqtt.ws      [0:0:0:0:0:0:0:1]:8083 epoll",
                        "  kafka.tcp    127.0.0.1:9093 io_uring",
                        "  durability   sync",
                        "  ready        120 ms after exec",
                        "  try MQTT     mosquitto_sub -h 127.0.0.1 -p 1884 -t demo -C 1 & sleep 1;"
                                + " mosquitto_pub -h 127.0.0.1 -p 1884 -t demo -m hello",
                        "  try Kafka    echo hello | kcat -b 127.0.0.1:9093 -t demo -P;"
                                + " kcat -b 127.0.0.1:9093 -t demo -C -e");
        assertThat(banner).startsWith("RobustMQ development, node 7, process ");
    }

    @Test
    void shouldSayInALineWhyKafkaIsOff() {
        Status status = new Status(7, "1", "64MiB", "memory", List.of(), "nothing is stored", -1);

        assertThat(Banner.text(status)).contains("\n  kafka        off: nothing is stored\n");
    }

    private static Status.Listener listener(String name, String host, int port, String transport)
            throws UnknownHostException {
        return new Status.Listener(
                name, new InetSocketAddress(InetAddress.getByName(host), port), transport);
    }
}
