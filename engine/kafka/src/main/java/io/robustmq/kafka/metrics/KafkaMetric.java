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
    PARTITIONS("kafka_partitions", "partitions that live on the core");

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
