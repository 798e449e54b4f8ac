package io.robustmq.conformance.kafka;

import static io.robustmq.conformance.wire.Bytes.packet;
import static io.robustmq.conformance.wire.Bytes.u16;
import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.Packet;
import io.robustmq.conformance.wire.Publish;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A mapped topic over {@code kill -9}: from the journal alone, and from tables that are brought to
 * the disk all the time; on one core and on two.
 */
@ParameterizedClass
@CsvSource({"1, 60s", "2, 10ms"})
class MappingRestartTest {
    private static final TopicPartition MAPPED = new TopicPartition("mapped", 0);
    private static final int MESSAGES = 40;
    private static final int RECORDS = 500;
    private static final int NO_MATCHING_SUBSCRIBERS = 0x10;

    private final int cores;
    private final String flushInterval;
    @TempDir Path data;
    private TestBroker broker;
    private KafkaClients clients;

    MappingRestartTest(int cores, String flushInterval) {
        this.cores = cores;
        this.flushInterval = flushInterval;
    }

    @BeforeEach
    void start() {
        broker =
                TestBroker.on(
                        data,
                        "engine.cores=" + cores,
                        "kafka.tcp=127.0.0.1:0",
                        "kafka.mapping=m/#=mapped",
                        "journal.segment-size=8MiB",
                        "journal.flush-interval=" + flushInterval);
        clients = KafkaClients.of(broker);
    }

    private void killAndStart() {
        broker.kill();
        start();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private void create() {
        try (Admin admin = clients.admin()) {
            KafkaClients.get(
                    admin.createTopics(List.of(new NewTopic(MAPPED.topic(), 1, (short) 1))).all());
        }
        MqttClient probe = broker.connect(V5);
        int reason = NO_MATCHING_SUBSCRIBERS;
        while (reason == NO_MATCHING_SUBSCRIBERS) { // until all cores know of it
            int id = probe.nextId();
            probe.send(Publish.to("m/probe", "probe").qos(1).id(id));
            reason = probe.expectAck(Packet.PUBACK, id).reason();
        }
    }

    private static Connect durable(String clientId) {
        return Connect.as(V5, clientId).durable();
    }

    private static List<String> values(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "v" + i).toList();
    }

    /** QoS 2, killed between PUBREC and PUBREL of some and before PUBREC of others; and QoS 1. */
    @Test
    void shouldKeepWhatWasAcknowledgedAndQos2MessagesOnce() {
        create();
        broker.connect(V5).publish(Publish.to("m/a", "v0").qos(1));
        MqttClient publisher = broker.connect(durable("publisher"));
        for (int id = 1; id <= MESSAGES; id++) {
            publisher.send(Publish.to("m/a", "v" + id).qos(2).id(id));
        }
        for (int id = 1; id <= MESSAGES / 2; id++) {
            publisher.expectAck(Packet.PUBREC, id);
        }

        killAndStart();

        MqttClient again = broker.connect(durable("publisher"));
        for (int id = MESSAGES / 2 + 1; id <= MESSAGES; id++) {
            again.send(Publish.to("m/a", "v" + id).qos(2).id(id).again());
            again.expectAck(Packet.PUBREC, id);
        }
        for (int id = 1; id <= MESSAGES; id++) {
            again.wire().send(packet(0x62, u16(id)));
            again.expectAck(Packet.PUBCOMP, id);
        }
        killAndStart();
        broker.connect(V5).publish(Publish.to("m/a", "last").qos(1));
        List<String> values = new ArrayList<>();
        for (ConsumerRecord<String, String> each : clients.read(MAPPED, MESSAGES + 3)) {
            values.add(each.value());
        }
        assertThat(values)
                .doesNotHaveDuplicates()
                .hasSize(MESSAGES + 3)
                .startsWith("probe", "v0")
                .endsWith("last");
    }

    /** Written and answered, and perhaps not yet synced: nobody had a chance to read it. */
    @Test
    void shouldGoOnBringingRecordsToSubscribers() {
        create();
        broker.connect(durable("subscriber")).subscribe("m/#", 1).disconnect();
        try (KafkaProducer<String, String> producer =
                clients.producer("acks", "1", "enable.idempotence", false, "linger.ms", 5)) {
            for (int i = 0; i < RECORDS; i++) {
                var unused = producer.send(new ProducerRecord<>(MAPPED.topic(), "m/k", "v" + i));
            }
            producer.flush();

            killAndStart();
        }

        MqttClient subscriber = broker.connect(durable("subscriber"));
        List<String> seen = subscriber.receiveUntil("v" + (RECORDS - 1));
        assertThat(List.copyOf(new LinkedHashSet<>(seen))) // QoS 1: at least once
                .isEqualTo(values(0, RECORDS - 1));

        broker.connect(V5).publish(Publish.to("m/a", "kept").qos(1));
        subscriber.expect("m/a", "kept");
        killAndStart();
        MqttClient back = broker.connect(durable("subscriber"));
        broker.connect(V5).publish(Publish.to("m/a", "last").qos(1));
        assertThat(back.receiveUntil("last")).doesNotContain("v0").hasSizeLessThan(RECORDS / 2);
    }
}
