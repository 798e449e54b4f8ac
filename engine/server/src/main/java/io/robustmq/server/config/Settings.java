package io.robustmq.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Every key there is, in the order of the template; keys of one section stand together. */
final class Settings {
    private static final String LISTENER = "HOST:PORT (port 0: any free one) or off";
    private static final String ADVERTISED = "HOST:PORT or off";
    private static final String FILE_OR_OFF = "a file or off";

    static final List<Setting> ALL =
            List.of(
                    of("node.id", "1", "1 to 65535", "Number of this node, unique in its cluster."),
                    of(
                            "data.directory",
                            "data",
                            "a directory",
                            "Where the node keeps its data; one process at a time."),
                    of(
                            "engine.cores",
                            "auto",
                            "1 to 64, or auto",
                            "Threads that carry connections; auto is one for every two CPUs the"
                                    + " process may use, so that the kernel and other programs have the"
                                    + " rest, and no more than one for each 32MiB of engine.memory."),
                    of(
                            "engine.shards",
                            "16",
                            "a power of two, 1 to 1024",
                            "Units of ownership and order; fixed when the data directory is made."),
                    of(
                            "engine.idle",
                            "adaptive",
                            "adaptive or spin",
                            "What an idle core does: adaptive sleeps, spin burns its CPU for the"
                                    + " lowest latency."),
                    of(
                            "engine.pin",
                            "off",
                            "off or 0 to 1023",
                            "CPU that core 0 is pinned to; core n takes the n-th after it."),
                    of(
                            "engine.memory",
                            "512MiB",
                            "16MiB to 1TiB",
                            "What buffers, rings and outputs of all cores may take together."),
                    of(
                            "engine.copy-limit",
                            "4KiB",
                            "0B to 1MiB",
                            "Bodies up to this size are copied to each subscriber, longer ones are"
                                    + " shared."),
                    of(
                            "journal.durability",
                            "sync",
                            "off, sync, interval or memory",
                            "What an acknowledgement promises: synced to the disk, written and"
                                    + " synced once in an interval, or nothing. Off stores nothing."),
                    of(
                            "journal.topics",
                            "off",
                            "off, or FILTER=POLICY pairs separated by commas, with policies sync,"
                                    + " interval or memory; not while journal.durability is off",
                            "What PUBACK and PUBREC of messages kept for topics promise, where it"
                                    + " is not journal.durability: the first filter that matches"
                                    + " counts. 'metrics/#=memory, orders/+=sync'."),
                    of(
                            "journal.sessions",
                            "off",
                            "off, or PREFIX=POLICY pairs separated by commas, with policies sync,"
                                    + " interval or memory; not while journal.durability is off",
                            "What CONNACK and SUBACK of sessions promise, by what client ids begin"
                                    + " with, letter by letter; the first that fits counts."),
                    of(
                            "journal.sync-interval",
                            "100ms",
                            "1ms to 60s",
                            "Longest time between two syncs while something is not synced."),
                    of(
                            "journal.segment-size",
                            "32MiB",
                            "a power of two, 1MiB to 1GiB",
                            "One file of the journal."),
                    of(
                            "journal.ring-size",
                            "8MiB",
                            "a power of two, 64KiB to 256MiB, at most journal.segment-size",
                            "Memory of each core for what is on its way to the disk; one part in"
                                    + " eight and a little, and no more than 4MiB, is the longest"
                                    + " frame."),
                    of(
                            "journal.disk-free-min",
                            "256MiB",
                            "0B to 1TiB",
                            "Room on the disk below which nothing durable is taken, so that what"
                                    + " is there can still be read, acknowledged and deleted."),
                    of(
                            "journal.flush-interval",
                            "60s",
                            "10ms to 1h",
                            "Longest time until the state tables, in RocksDB beside the journal,"
                                    + " are brought to the disk; then old journal goes."),
                    of(
                            "transport.kind",
                            "auto",
                            "auto, io_uring, epoll or nio",
                            "The kernel interface under the sockets; auto takes the first that"
                                    + " works."),
                    of("mqtt.tcp", "127.0.0.1:1883", LISTENER, "MQTT over TCP."),
                    of("mqtt.tls", "off", LISTENER, "MQTT over TLS, usually port 8883."),
                    of("mqtt.ws", "127.0.0.1:8083", LISTENER, "MQTT over WebSocket, path /mqtt."),
                    of("mqtt.wss", "off", LISTENER, "MQTT over secure WebSocket, usually 8084."),
                    of(
                            "mqtt.max-packet-size",
                            "1MiB",
                            "1KiB to 256MiB",
                            "Largest packet taken from a client."),
                    of(
                            "mqtt.receive-maximum",
                            "1024",
                            "1 to 65535",
                            "QoS 1 and 2 messages a client may have unacknowledged."),
                    of(
                            "mqtt.topic-alias-maximum",
                            "32",
                            "0 to 65535",
                            "Topic aliases a client may use."),
                    of(
                            "mqtt.max-topic-levels",
                            "128",
                            "1 to 32768",
                            "Levels of a topic or filter."),
                    of(
                            "mqtt.max-session-expiry",
                            "7d",
                            "0s to 49710d, or never",
                            "Longest a session may outlive its connection."),
                    of(
                            "mqtt.max-keep-alive",
                            "65535s",
                            "1s to 65535s",
                            "Longest keep alive; when lower than 65535s clients without one are"
                                    + " given it too."),
                    of(
                            "mqtt.max-queued-messages",
                            "1000",
                            "0 to 10000000",
                            "Messages kept for one session while its client is away or slow."),
                    of(
                            "mqtt.max-queued-bytes",
                            "auto",
                            "1KiB to 1TiB, or auto",
                            "Messages kept for all sessions together: with so much nothing more is"
                                    + " taken for them; auto is three eighths of the heap, -Xmx."),
                    of(
                            "mqtt.max-inflight",
                            "65535",
                            "1 to 65535",
                            "QoS 1 and 2 messages sent to one client and not yet acknowledged; a"
                                    + " client's Receive Maximum may say less."),
                    of(
                            "mqtt.retained.max-count",
                            "1000000",
                            "0 to 100000000",
                            "Topics with a retained message."),
                    of(
                            "mqtt.retained.max-bytes",
                            "256MiB",
                            "0B to 1TiB",
                            "Retained messages together."),
                    of(
                            "mqtt.delayed.max-count",
                            "1000000",
                            "0 to 100000000",
                            "Messages published to $delayed/SECONDS/TOPIC that wait."),
                    of(
                            "mqtt.delayed.max-bytes",
                            "256MiB",
                            "0B to 1TiB",
                            "Delayed messages together."),
                    of(
                            "mqtt.connect-timeout",
                            "10s",
                            "1s to 10m",
                            "Time from accept to a complete CONNECT."),
                    of(
                            "mqtt.max-connections",
                            "1000000",
                            "1 to 10000000",
                            "Connections open at one time."),
                    of(
                            "mqtt.max-connect-rate",
                            "off",
                            "off or 1 to 10000000 (connections a second)",
                            "New connections accepted in one second."),
                    of(
                            "mqtt.shared-strategy",
                            "round-robin",
                            "round-robin, random, sticky, hash-client or hash-topic",
                            "Which member of a shared subscription gets the next message."),
                    of(
                            "mqtt.redirect",
                            "off",
                            "off, 'temporary HOST:PORT' or 'permanent HOST:PORT'",
                            "Sends every client to other servers (separated by a space)."),
                    of(
                            "kafka.tcp",
                            "127.0.0.1:9092",
                            LISTENER,
                            "Kafka over TCP; core n listens on the n-th port behind it."),
                    of("kafka.tls", "off", LISTENER, "Kafka over TLS, usually port 9093."),
                    of(
                            "kafka.advertised-tcp",
                            "off",
                            ADVERTISED,
                            "Where clients of kafka.tcp are told to go, when it is not the"
                                    + " listener's own address."),
                    of(
                            "kafka.advertised-tls",
                            "off",
                            ADVERTISED,
                            "The same for kafka.tls; a name that the certificate has."),
                    of(
                            "kafka.auto-create-topics",
                            "true",
                            "true or false",
                            "A topic that a client asks for, and that is not there, is made."),
                    of(
                            "kafka.default-partitions",
                            "1",
                            "1 to 10000",
                            "Partitions of a topic, where nobody says how many."),
                    of(
                            "kafka.mapping",
                            "off",
                            "off, identity, or FILTER=TOPIC pairs separated by commas, with MQTT"
                                    + " topic filters that begin with no $ and no topic that begins"
                                    + " with __; not while journal.durability is off",
                            "Kafka topics that are MQTT's, too, where a topic's own mqtt.filter"
                                    + " says nothing: identity ties a.b to a/b. 'sensors/#=sensors,"
                                    + " orders/+=orders'."),
                    of(
                            "kafka.request-bytes-max",
                            "100MiB",
                            "64KiB to 1GiB",
                            "Largest request taken from a client."),
                    of(
                            "kafka.quotas",
                            "off",
                            "off, or WHO:RATE=BYTES separated by commas; WHO is user=NAME,"
                                    + " client-id=NAME or both with / between, NAME may be *; RATE is"
                                    + " producer_byte_rate or consumer_byte_rate",
                            "What users and client ids may produce and fetch in a second, on each"
                                    + " core; * is each of those without a rule of their own."),
                    of(
                            "kafka.memory",
                            "auto",
                            "16MiB to 1TiB, or auto",
                            "What logs take, beside engine.memory, for recent batches and reads of"
                                    + " older ones, once there are topics; auto is 256MiB, or what"
                                    + " shards and cores need at least."),
                    of(
                            "kafka.group.members-max",
                            "10000",
                            "1 to 100000",
                            "Members of one group of consumers."),
                    of(
                            "kafka.group.offsets-max",
                            "1000000",
                            "1000 to 100000000",
                            "Committed offsets that each core keeps in memory, of all groups."),
                    of(
                            "kafka.group.session-timeout-min",
                            "6s",
                            "1ms to 24h",
                            "Shortest session that members of classic groups may ask for."),
                    of(
                            "kafka.group.session-timeout-max",
                            "30m",
                            "kafka.group.session-timeout-min to 24h",
                            "The longest."),
                    of(
                            "kafka.group.initial-rebalance-delay",
                            "3s",
                            "0s to 5m",
                            "How long an empty classic group waits for further members."),
                    of(
                            "kafka.group.consumer-session-timeout",
                            "45s",
                            "100ms to 24h",
                            "Silence after which a member of a consumer group (KIP-848) is out."),
                    of(
                            "kafka.group.consumer-heartbeat-interval",
                            "5s",
                            "10ms to less than kafka.group.consumer-session-timeout",
                            "What such members are told."),
                    of(
                            "kafka.group.offset-metadata-max",
                            "4096",
                            "0 to 8192 (characters)",
                            "What a consumer may write beside an offset."),
                    of(
                            "kafka.group.offsets-retention",
                            "7d",
                            "1m to 3653d",
                            "How long offsets stay that nobody reads by any more."),
                    of("tls.certificate", "off", FILE_OR_OFF, "Certificate chain, PEM."),
                    of(
                            "tls.key",
                            "off",
                            FILE_OR_OFF,
                            "Private key of the certificate, PEM PKCS#8."),
                    of(
                            "tls.client-ca",
                            "off",
                            FILE_OR_OFF,
                            "Certificates that sign clients' certificates, PEM."),
                    of(
                            "tls.client-auth",
                            "none",
                            "none, optional or required",
                            "Whether clients show a certificate."),
                    of(
                            "admin.http",
                            "127.0.0.1:58080",
                            LISTENER,
                            "Metrics and health over HTTP, without authentication."),
                    of(
                            "auth.users",
                            "off",
                            FILE_OR_OFF,
                            "Users and their grants, written by 'robust-server user add'."),
                    of(
                            "auth.anonymous",
                            "auto",
                            "auto, true or false",
                            "Clients without a user name; auto admits them when there is no users"
                                    + " file, on loopback addresses only."));

    /** Keys of RobustMQ's earlier TOML files, and where they went. */
    static final Map<String, String> RETIRED =
            Map.of(
                    "broker_id", "node.id",
                    "data_path", "data.directory",
                    "http_port", "admin.http",
                    "mqtt_server.tcp_port", "mqtt.tcp",
                    "mqtt_server.tls_port", "mqtt.tls",
                    "mqtt_server.websocket_port", "mqtt.ws",
                    "mqtt_server.websockets_port", "mqtt.wss");

    private static final SequencedMap<String, Setting> BY_KEY = new LinkedHashMap<>();

    static {
        for (Setting setting : ALL) {
            BY_KEY.put(setting.key(), setting);
        }
    }

    private Settings() {}

    static @Nullable Setting find(String key) {
        return BY_KEY.get(key);
    }

    static boolean isSection(String path) {
        return ALL.stream().anyMatch(setting -> setting.key().startsWith(path + "."));
    }

    private static Setting of(String key, String defaultText, String allowed, String meaning) {
        return new Setting(key, defaultText, allowed, meaning);
    }
}
