package io.robustmq.mqtt.metrics;

/** What each core counts of MQTT; one cell each, read by the scrape. */
public enum MqttMetric {
    CONNECTIONS("mqtt_connections", "open MQTT connections", ""),
    CONNECTIONS_ACCEPTED("mqtt_connections_accepted_total", "CONNECTs accepted", ""),
    CONNECTIONS_REFUSED("mqtt_connections_refused_total", "CONNECTs refused", ""),
    PROTOCOL_ERRORS("mqtt_protocol_errors_total", "connections closed for bad input", ""),
    TAKEOVERS("mqtt_takeovers_total", "connections closed because the client connected again", ""),
    SESSIONS("mqtt_sessions", "sessions, connected or away", ""),
    SUBSCRIPTIONS("mqtt_subscriptions", "subscriptions of all sessions", ""),
    RETAINED_MESSAGES("mqtt_retained_messages", "topics with a retained message", ""),
    RETAINED_BYTES("mqtt_retained_bytes", "bytes of retained messages", ""),
    BYTES_IN("mqtt_bytes_in_total", "bytes received", ""),
    BYTES_OUT("mqtt_bytes_out_total", "bytes of PUBLISH packets sent", ""),
    MESSAGES_IN_QOS0("mqtt_messages_in_total", "PUBLISH packets received", "qos=\"0\""),
    MESSAGES_IN_QOS1("mqtt_messages_in_total", "PUBLISH packets received", "qos=\"1\""),
    MESSAGES_IN_QOS2("mqtt_messages_in_total", "PUBLISH packets received", "qos=\"2\""),
    MESSAGES_OUT_QOS0("mqtt_messages_out_total", "PUBLISH packets sent", "qos=\"0\""),
    MESSAGES_OUT_QOS1("mqtt_messages_out_total", "PUBLISH packets sent", "qos=\"1\""),
    MESSAGES_OUT_QOS2("mqtt_messages_out_total", "PUBLISH packets sent", "qos=\"2\""),
    PUBLISHES_REFUSED(
            "mqtt_publishes_refused_total", "PUBLISH packets not routed: no right or a limit", ""),
    DROPPED_OUTPUT_FULL(
            "mqtt_messages_dropped_total",
            "messages that reached no subscriber",
            reason(DropReason.OUTPUT_FULL)),
    DROPPED_QUEUE_FULL(
            "mqtt_messages_dropped_total",
            "messages that reached no subscriber",
            reason(DropReason.QUEUE_FULL)),
    DROPPED_EXPIRED(
            "mqtt_messages_dropped_total",
            "messages that reached no subscriber",
            reason(DropReason.EXPIRED)),
    DROPPED_TOO_LARGE(
            "mqtt_messages_dropped_total",
            "messages that reached no subscriber",
            reason(DropReason.TOO_LARGE)),
    DROPPED_RING_FULL(
            "mqtt_messages_dropped_total",
            "messages that reached no subscriber",
            reason(DropReason.RING_FULL)),
    DROPPED_NO_BODY_MEMORY(
            "mqtt_messages_dropped_total",
            "messages that reached no subscriber",
            reason(DropReason.NO_BODY_MEMORY));

    private final String metricName;
    private final String help;
    private final String labels;

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
}
