package io.robustmq.mqtt;

import static io.robustmq.kernel.ConfigException.require;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * MQTT's listeners and limits: {@code mqtt.*}.
 *
 * @param sharedStrategy who of a shared subscription's members gets the next message
 * @param redirect where clients are sent instead of being served; null serves them
 */
public record MqttConfig(
        Listeners listeners,
        Connections connections,
        Packets packets,
        Sessions sessions,
        Retained retained,
        Delayed delayed,
        SharedStrategy sharedStrategy,
        @Nullable Redirect redirect) {

    public static final MqttConfig DEFAULT =
            new MqttConfig(
                    Listeners.DEFAULT,
                    Connections.DEFAULT,
                    Packets.DEFAULT,
                    Sessions.DEFAULT,
                    Retained.DEFAULT,
                    Delayed.DEFAULT,
                    SharedStrategy.ROUND_ROBIN,
                    null);

    /** Where to listen; null is off, port 0 lets the kernel choose. */
    public record Listeners(
            @Nullable InetSocketAddress tcp,
            @Nullable InetSocketAddress tls,
            @Nullable InetSocketAddress ws,
            @Nullable InetSocketAddress wss) {
        public static final Listeners DEFAULT =
                new Listeners(
                        new InetSocketAddress("127.0.0.1", 1883),
                        null,
                        new InetSocketAddress("127.0.0.1", 8083),
                        null);
    }

    /**
     * @param max open at one time on this node, 1 to 10,000,000
     * @param maxRatePerSecond new ones accepted in one second on this node; 0 is no limit
     * @param connectTimeout from accept to a complete CONNECT, 1 s to 10 min
     * @param maxKeepAliveSeconds the longest keep alive a client may have, 1 to 65,535; a client
     *     that asks for more, or for none while this is below 65,535, is told this one as Server
     *     Keep Alive [MQTT-3.1.2-21]
     */
    public record Connections(
            int max, int maxRatePerSecond, Duration connectTimeout, int maxKeepAliveSeconds) {
        public static final Connections DEFAULT =
                new Connections(1_000_000, 0, Duration.ofSeconds(10), 65_535);

        public Connections {
            require(max >= 1 && max <= 10_000_000, "mqtt.max-connections", max, "1 to 10000000");
            require(
                    maxRatePerSecond >= 0 && maxRatePerSecond <= 10_000_000,
                    "mqtt.max-connect-rate",
                    maxRatePerSecond,
                    "off or 1 to 10000000 (connections a second)");
            require(
                    connectTimeout.toMillis() >= 1_000 && connectTimeout.toMinutes() <= 10,
                    "mqtt.connect-timeout",
                    connectTimeout,
                    "1s to 10m");
            require(
                    maxKeepAliveSeconds >= 1 && maxKeepAliveSeconds <= 65_535,
                    "mqtt.max-keep-alive",
                    maxKeepAliveSeconds,
                    "1s to 65535s");
        }
    }

    /**
     * @param maxBytes the whole packet, fixed header included, 1 KiB to 256 MiB; also our Maximum
     *     Packet Size
     * @param receiveMaximum QoS 1 and 2 publications a client may have unacknowledged, 1 to 65,535
     * @param topicAliasMaximum 0 to 65,535
     * @param maxTopicLevels of topics and filters, 1 to 32,768
     */
    public record Packets(
            int maxBytes, int receiveMaximum, int topicAliasMaximum, int maxTopicLevels) {
        public static final Packets DEFAULT = new Packets(1 << 20, 1024, 32, 128);

        public Packets {
            require(
                    maxBytes >= 1 << 10 && maxBytes <= 256 << 20,
                    "mqtt.max-packet-size",
                    maxBytes,
                    "1KiB to 256MiB");
            require(
                    receiveMaximum >= 1 && receiveMaximum <= 65_535,
                    "mqtt.receive-maximum",
                    receiveMaximum,
                    "1 to 65535");
            require(
                    topicAliasMaximum >= 0 && topicAliasMaximum <= 65_535,
                    "mqtt.topic-alias-maximum",
                    topicAliasMaximum,
                    "0 to 65535");
            require(
                    maxTopicLevels >= 1 && maxTopicLevels <= 32_768,
                    "mqtt.max-topic-levels",
                    maxTopicLevels,
                    "1 to 32768");
        }
    }

    /**
     * @param maxExpirySeconds the longest a session may outlive its connection; {@link
     *     #NEVER_EXPIRES} is no limit
     * @param maxQueuedMessages kept for one session while its client is away or slow, 0 to
     *     10,000,000
     * @param maxQueuedBytes topics, properties and payloads of the messages that all sessions of
     *     this node hold on the heap, 1 KiB to 1 TiB; nothing more is taken for them then
     * @param maxInflight sent to one client and not yet acknowledged, 1 to 65,535; the client's own
     *     Receive Maximum may lower it
     */
    public record Sessions(
            long maxExpirySeconds, int maxQueuedMessages, long maxQueuedBytes, int maxInflight) {
        /** The Session Expiry Interval that means "for ever" (MQTT 5.0 §3.1.2.11.2). */
        public static final long NEVER_EXPIRES = 0xFFFF_FFFFL;

        public static final Sessions DEFAULT =
                new Sessions(7 * 24 * 3600, 1_000, 384L << 20, 65_535);

        public Sessions {
            require(
                    maxExpirySeconds >= 0 && maxExpirySeconds <= NEVER_EXPIRES,
                    "mqtt.max-session-expiry",
                    maxExpirySeconds,
                    "0s to 49710d, or never");
            require(
                    maxQueuedMessages >= 0 && maxQueuedMessages <= 10_000_000,
                    "mqtt.max-queued-messages",
                    maxQueuedMessages,
                    "0 to 10000000");
            require(
                    maxQueuedBytes >= 1 << 10 && maxQueuedBytes <= 1L << 40,
                    "mqtt.max-queued-bytes",
                    maxQueuedBytes,
                    "1KiB to 1TiB, or auto");
            require(
                    maxInflight >= 1 && maxInflight <= 65_535,
                    "mqtt.max-inflight",
                    maxInflight,
                    "1 to 65535");
        }

        /**
         * What {@code maxQueuedBytes} is where only the heap is known: three eighths. As much again
         * is for retained and delayed messages, and frames in the making.
         */
        public static long queuedBytesOf(long heapBytes) {
            return heapBytes / 8 * 3;
        }
    }

    /**
     * @param maxCount topics with a retained message on this node; 0 turns retaining off
     * @param maxBytes their topics and packets together
     */
    public record Retained(int maxCount, long maxBytes) {
        public static final Retained DEFAULT = new Retained(1_000_000, 256L << 20);

        public Retained {
            require(
                    maxCount >= 0 && maxCount <= 100_000_000,
                    "mqtt.retained.max-count",
                    maxCount,
                    "0 to 100000000");
            require(
                    maxBytes >= 0 && maxBytes <= 1L << 40,
                    "mqtt.retained.max-bytes",
                    maxBytes,
                    "0B to 1TiB");
        }
    }

    /**
     * @param maxCount messages published to {@code $delayed/…} that wait on this node; 0 takes none
     * @param maxBytes their topics, properties and payloads together
     */
    public record Delayed(int maxCount, long maxBytes) {
        public static final Delayed DEFAULT = new Delayed(1_000_000, 256L << 20);

        public Delayed {
            require(
                    maxCount >= 0 && maxCount <= 100_000_000,
                    "mqtt.delayed.max-count",
                    maxCount,
                    "0 to 100000000");
            require(
                    maxBytes >= 0 && maxBytes <= 1L << 40,
                    "mqtt.delayed.max-bytes",
                    maxBytes,
                    "0B to 1TiB");
        }
    }

    /**
     * Answers every CONNECT with 0x9C (use another server) or 0x9D (server moved).
     *
     * @param permanent 0x9D rather than 0x9C
     * @param serverReference one or more {@code host:port} separated by a space (MQTT 5.0 §4.11)
     */
    public record Redirect(boolean permanent, String serverReference) {
        public Redirect {
            require(
                    !serverReference.isBlank(),
                    "mqtt.redirect",
                    serverReference,
                    "off, 'temporary HOST:PORT' or 'permanent HOST:PORT'");
        }
    }

    /** How a shared subscription picks a member. */
    public enum SharedStrategy {
        ROUND_ROBIN,
        RANDOM,
        /** The same member for one publisher as long as it stays. */
        STICKY,
        HASH_CLIENT,
        HASH_TOPIC
    }
}
