package io.robustmq.kafka.metrics;

/** What each core counts of Kafka; one cell each, read by the scrape. */
public enum KafkaMetric {
    CONNECTIONS("kafka_connections", "open connections of Kafka clients"),
    PROTOCOL_ERRORS("kafka_protocol_errors_total", "connections closed for bad input"),
    AUTHENTICATIONS_REFUSED(
            "kafka_authentications_refused_total", "connections closed because of who they are"),
    REQUESTS("kafka_requests_total", "requests taken"),
    BYTES_IN("kafka_received_bytes_total", "bytes of requests taken"),
    TOPICS("kafka_topics", "topics; every core knows them all"),
    PARTITIONS("kafka_partitions", "partitions that live on the core"),
    MAPPED_TOPICS(
            "kafka_mapped_topics", "topics with partitions on the core that are tied to MQTT"),
    MAPPED_RECORDS("kafka_mapped_records_total", "MQTT messages that became records"),
    MAPPED_DROPPED(
            "kafka_mapped_dropped_total",
            "MQTT messages that did not: of QoS 0 while the disk was behind, or refused"),
    MAPPED_DELIVERED("kafka_mapped_delivered_total", "records brought to MQTT subscribers"),
    MAPPED_WITHOUT_TOPIC(
            "kafka_mapped_without_topic_total", "records of mapped topics that name no MQTT topic"),
    MAPPED_TOO_LARGE(
            "kafka_mapped_too_large_total", "records of mapped topics above mqtt.max-packet-size"),
    MAPPED_UNREADABLE(
            "kafka_mapped_unreadable_total",
            "batches of mapped topics whose records cannot be opened, or are too large opened"),
    MAPPED_HEADERS_LEFT_OUT(
            "kafka_mapped_headers_left_out_total",
            "headers of records that were brought to MQTT subscribers without them");

    private final String metricName;
    private final String help;

    KafkaMetric(String metricName, String help) {
        this.metricName = metricName;
        this.help = help;
    }

    public String metricName() {
        return metricName;
    }

    public String help() {
        return help;
    }
}
