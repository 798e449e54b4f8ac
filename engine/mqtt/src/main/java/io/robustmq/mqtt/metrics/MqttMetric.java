package io.robustmq.mqtt.metrics;

/**
 * What each core counts of MQTT; one cell each, read by the scrape. Cells of one family follow each
 * other, those of the three QoS in their order.
 */
public enum MqttMetric {
    CONNECTIONS_3_1("mqtt_connections", Help.CONNECTIONS, "version=\"3.1\""),
    CONNECTIONS_3_1_1("mqtt_connections", Help.CONNECTIONS, "version=\"3.1.1\""),
    CONNECTIONS_5("mqtt_connections", Help.CONNECTIONS, "version=\"5.0\""),
    CONNECTIONS_ACCEPTED("mqtt_connections_accepted_total", "CONNECT packets accepted"),
    CONNECTIONS_REFUSED("mqtt_connections_refused_total", "CONNECT packets refused"),
    PROTOCOL_ERRORS("mqtt_protocol_errors_total", "connections closed for bad input"),
    TAKEOVERS("mqtt_takeovers_total", "connections closed because the client connected again"),
    SESSIONS_CONNECTED("mqtt_sessions", Help.SESSIONS, "state=\"connected\""),
    SESSIONS_AWAY("mqtt_sessions", Help.SESSIONS, "state=\"away\""),
    SUBSCRIPTIONS("mqtt_subscriptions", "subscriptions of all sessions"),
    RETAINED_MESSAGES(
            "mqtt_retained_messages",
            "topics with a retained message; every core has them all, core 0 shows them"),
    RETAINED_BYTES(
            "mqtt_retained_bytes",
            "topics, properties and payloads of retained messages; core 0 shows them"),
    DELAYED_MESSAGES("mqtt_delayed_messages", "messages that wait until they are due"),
    DELAYED_BYTES("mqtt_delayed_bytes", "topics, properties and payloads of delayed messages"),
    QUEUED_MESSAGES(
            "mqtt_queued_messages",
            "QoS 1 and 2 messages that wait in sessions for their first sending"),
    QUEUED_BYTES("mqtt_queued_bytes", "topics, properties and payloads of queued messages"),
    SESSION_MESSAGE_BYTES(
            "mqtt_session_message_bytes",
            "topics, properties and payloads of messages that sessions hold, queued or in flight;"
                    + " each once"),
    LONGEST_QUEUE("mqtt_longest_queue_messages", "messages queued in the session with the most"),
    IN_FLIGHT(
            "mqtt_inflight_messages",
            "QoS 1 and 2 messages sent to clients and not yet acknowledged to the end"),
    WINDOW_BYTES(
            "mqtt_inflight_table_bytes",
            "tables of sessions that had more than 1,023 messages in flight at once"),
    HELD_ACKS(
            "mqtt_held_acknowledgements",
            "acknowledgements to clients that wait for their journal position"),
    LARGE_PAYLOADS("mqtt_large_payloads", "payloads shared by the outputs that send them"),
    LARGE_PAYLOAD_BYTES("mqtt_large_payload_bytes", "memory that shared payloads hold"),
    BYTES_IN("mqtt_received_bytes_total", "bytes of all packets taken from clients"),
    MESSAGES_IN_QOS0("mqtt_messages_in_total", Help.MESSAGES_IN, "qos=\"0\""),
    MESSAGES_IN_QOS1("mqtt_messages_in_total", Help.MESSAGES_IN, "qos=\"1\""),
    MESSAGES_IN_QOS2("mqtt_messages_in_total", Help.MESSAGES_IN, "qos=\"2\""),
    MESSAGE_BYTES_IN_QOS0("mqtt_message_in_bytes_total", Help.MESSAGE_BYTES_IN, "qos=\"0\""),
    MESSAGE_BYTES_IN_QOS1("mqtt_message_in_bytes_total", Help.MESSAGE_BYTES_IN, "qos=\"1\""),
    MESSAGE_BYTES_IN_QOS2("mqtt_message_in_bytes_total", Help.MESSAGE_BYTES_IN, "qos=\"2\""),
    MESSAGES_OUT_QOS0("mqtt_messages_out_total", Help.MESSAGES_OUT, "qos=\"0\""),
    MESSAGES_OUT_QOS1("mqtt_messages_out_total", Help.MESSAGES_OUT, "qos=\"1\""),
    MESSAGES_OUT_QOS2("mqtt_messages_out_total", Help.MESSAGES_OUT, "qos=\"2\""),
    MESSAGE_BYTES_OUT_QOS0("mqtt_message_out_bytes_total", Help.MESSAGE_BYTES_OUT, "qos=\"0\""),
    MESSAGE_BYTES_OUT_QOS1("mqtt_message_out_bytes_total", Help.MESSAGE_BYTES_OUT, "qos=\"1\""),
    MESSAGE_BYTES_OUT_QOS2("mqtt_message_out_bytes_total", Help.MESSAGE_BYTES_OUT, "qos=\"2\""),
    PUBLISHES_REFUSED(
            "mqtt_publishes_refused_total", "PUBLISH packets not routed: no right or a limit"),
    DROPPED_OUTPUT_FULL(
            "mqtt_messages_dropped_total", Help.DROPPED, reason(DropReason.OUTPUT_FULL)),
    DROPPED_QUEUE_FULL("mqtt_messages_dropped_total", Help.DROPPED, reason(DropReason.QUEUE_FULL)),
    DROPPED_EXPIRED("mqtt_messages_dropped_total", Help.DROPPED, reason(DropReason.EXPIRED)),
    DROPPED_TOO_LARGE("mqtt_messages_dropped_total", Help.DROPPED, reason(DropReason.TOO_LARGE)),
    DROPPED_RING_FULL("mqtt_messages_dropped_total", Help.DROPPED, reason(DropReason.RING_FULL)),
    DROPPED_NO_BODY_MEMORY(
            "mqtt_messages_dropped_total", Help.DROPPED, reason(DropReason.NO_BODY_MEMORY));

    private final String metricName;
    private final String help;
    private final String labels;

    MqttMetric(String metricName, String help) {
        this(metricName, help, "");
    }

    MqttMetric(String metricName, String help, String labels) {
        this.metricName = metricName;
        this.help = help;
        this.labels = labels;
    }

    /** Without the {@code robustmq_} prefix; ends in {@code _total} when it only rises. */
    public String metricName() {
        return metricName;
    }

    public String help() {
        return help;
    }

    /** As Prometheus writes them, without braces; empty for none. */
    public String labels() {
        return labels;
    }

    private static String reason(DropReason reason) {
        return "reason=\"" + reason.label() + '"';
    }

    /** Of families with more than one cell. */
    private static final class Help {
        static final String CONNECTIONS = "open MQTT connections";
        static final String SESSIONS = "sessions, their clients connected or away";
        static final String MESSAGES_IN = "PUBLISH packets received";
        static final String MESSAGE_BYTES_IN = "bytes of PUBLISH packets received";
        static final String MESSAGES_OUT = "PUBLISH packets written to clients";
        static final String MESSAGE_BYTES_OUT = "bytes of PUBLISH packets written to clients";
        static final String DROPPED = "messages dropped on their way to a subscriber";
    }
}
