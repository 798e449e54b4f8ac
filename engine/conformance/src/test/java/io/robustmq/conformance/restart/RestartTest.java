package io.robustmq.conformance.restart;

import static io.robustmq.conformance.wire.Bytes.packet;
import static io.robustmq.conformance.wire.Bytes.u16;
import static io.robustmq.conformance.wire.MqttVersion.V5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.wire.Connect;
import io.robustmq.conformance.wire.Connect.Will;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.Packet;
import io.robustmq.conformance.wire.Packet.Publication;
import io.robustmq.conformance.wire.Property;
import io.robustmq.conformance.wire.Publish;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Durable sessions, retained messages and wills over {@code kill -9} (MQTT 5.0 §4.1; faults D1,
 * D18), on one core and on two, so that clients and topics are at home on different ones; from the
 * journal alone, and from tables that are brought to the disk all the time, and what is behind
 * them.
 */
@ParameterizedClass
@CsvSource({"1, 60s", "2, 10ms"})
class RestartTest {
    private static final int MESSAGES = 50;
    private static final int LARGE_MESSAGES = 12;
    private static final int LARGE_MESSAGES_A_LIFE = 5;
    private static final int LARGE_BYTES = 900 << 10;

    private final String[] settings;
    @TempDir Path data;
    private TestBroker broker;

    RestartTest(int cores, String flushInterval) {
        this.settings =
                new String[] {
                    "engine.cores=" + cores,
                    "journal.flush-interval=" + flushInterval,
                    "journal.segment-size=1MiB",
                    "journal.ring-size=1MiB"
                };
    }

    @BeforeEach
    void start() {
        broker = TestBroker.on(data, settings);
    }

    private void killAndStart() {
        broker.kill();
        start();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void shouldKeepSubscriptionsAndQueuedMessagesInOrder() {
        broker.connect(durable("away")).subscribe("a/#", 2, 77).disconnect();
        MqttClient publisher = broker.connect(V5);
        for (int i = 0; i < MESSAGES; i++) {
            publisher.publish(
                    Publish.to("a/" + i % 3, "n" + i)
                            .qos(1 + i % 2)
                            .with(Property.userProperty("k", "v" + i)));
        }

        killAndStart();

        MqttClient back = broker.connect(durable("away"));
        assertThat(back.connack().sessionPresent()).isTrue();
        for (int i = 0; i < MESSAGES; i++) {
            Publication each = back.expect("a/" + i % 3, "n" + i);
            assertThat(each.qos()).isEqualTo(1 + i % 2);
            assertThat(each.properties().userProperties()).contains("k=v" + i);
        }
        broker.connect(V5).publish(Publish.to("a/x", "after").qos(1));
        back.expect("a/x", "after");
        back.expectSilence();
    }

    @Test
    void shouldSendUnacknowledgedMessagesAgainWithTheirIdentifiers() {
        MqttClient subscriber = broker.connect(durable("slow")).subscribe("t", 2);
        MqttClient publisher = broker.connect(V5);
        publisher.publish(Publish.to("t", "one").qos(1));
        publisher.publish(Publish.to("t", "two").qos(2));
        List<Publication> sent = List.of(subscriber.receive(), subscriber.receive());

        killAndStart();

        MqttClient back = broker.connect(durable("slow"));
        for (Publication before : sent) {
            Publication again = back.receive();
            assertThat(again.text()).isEqualTo(before.text());
            assertThat(again.id()).isEqualTo(before.id());
            assertThat(again.dup()).isTrue();
            back.acknowledge(again);
        }
        back.expectSilence();
    }

    /** D18: the publisher's half, killed between PUBREC and PUBREL. */
    @Test
    void shouldTakeAQos2MessageOnceThoughItIsSentAgain() {
        broker.connect(durable("subscriber")).subscribe("once", 2).disconnect();
        MqttClient publisher = broker.connect(durable("publisher"));
        Publish message = Publish.to("once", "x").qos(2).id(7);
        publisher.send(message).expectAck(Packet.PUBREC, 7);

        killAndStart();

        MqttClient again = broker.connect(durable("publisher"));
        again.send(message.again()).expectAck(Packet.PUBREC, 7);
        again.wire().send(packet(0x62, u16(7)));
        again.expectAck(Packet.PUBCOMP, 7);
        killAndStart();
        MqttClient subscriber = broker.connect(durable("subscriber"));
        subscriber.expect("once", "x");
        subscriber.expectSilence();
        MqttClient next = broker.connect(durable("publisher"));
        next.send(Publish.to("once", "y").qos(2).id(7)).expectAck(Packet.PUBREC, 7);
        subscriber.expect("once", "y");
    }

    /** D18: the subscriber's half, killed between PUBREC and PUBCOMP. */
    @Test
    void shouldOnlyReleaseWhatTheSubscriberHasTaken() {
        MqttClient subscriber = broker.connect(durable("s")).subscribe("once", 2);
        broker.connect(V5).publish(Publish.to("once", "x").qos(2));
        Publication publication = subscriber.receive();
        subscriber.wire().send(packet(0x50, u16(publication.id())));
        subscriber.expectAck(Packet.PUBREL, publication.id());

        killAndStart();

        MqttClient back = broker.connect(durable("s"));
        back.expectAck(Packet.PUBREL, publication.id());
        back.wire().send(packet(0x70, u16(publication.id())));
        back.expectSilence();
    }

    @Test
    void shouldKeepRetainedMessagesAndForgetClearedOnes() {
        MqttClient publisher = broker.connect(V5);
        IntStream.range(0, MESSAGES)
                .forEach(i -> publisher.publish(Publish.to("r/" + i, "v" + i).qos(1).retained()));
        publisher.publish(Publish.to("r/3", "").qos(1).retained());
        publisher.publish(Publish.to("r/4", "new").qos(1).retained());

        killAndStart();

        MqttClient reader = broker.connect(V5).subscribe("r/#", 1);
        List<Publication> found =
                IntStream.range(0, MESSAGES - 1).mapToObj(i -> reader.receive()).toList();
        found.forEach(reader::acknowledge);
        assertThat(found.stream().map(Publication::topic))
                .doesNotContain("r/3")
                .doesNotHaveDuplicates();
        assertThat(found).anyMatch(each -> each.topic().equals("r/4") && each.text().equals("new"));
        reader.expectSilence();
    }

    @Test
    void shouldPublishTheWillOfAClientThatWasConnected() {
        broker.connect(durable("watcher")).subscribe("wills", 1).disconnect();
        broker.connect(durable("mortal").will(Will.will("wills", "gone").qos(1)));

        killAndStart();

        broker.connect(durable("watcher")).expect("wills", "gone");
    }

    @Test
    void shouldNotBringBackWhatEnded() {
        broker.connect(durable("reborn")).subscribe("t", 1).disconnect();
        broker.connect(Connect.as(V5, "reborn")).disconnect(); // Clean Start, expiry 0.
        MqttClient other = broker.connect(durable("other")).subscribe("t", 1).subscribe("u", 1);
        other.unsubscribe("t");
        other.disconnect();

        killAndStart();

        assertThat(broker.connect(durable("reborn")).connack().sessionPresent()).isFalse();
        MqttClient back = broker.connect(durable("other"));
        broker.connect(V5).publish(Publish.to("t", "x").qos(1));
        back.expectSilence();
    }

    @Test
    void shouldKeepMembersOfSharedGroups() {
        broker.connect(durable("m1")).subscribe("$share/g/jobs", 1).disconnect();
        broker.connect(durable("m2")).subscribe("$share/h/jobs", 1).disconnect();

        killAndStart();

        broker.connect(V5).publish(Publish.to("jobs", "job").qos(1));
        broker.connect(durable("m1")).expect("jobs", "job");
        broker.connect(durable("m2")).expect("jobs", "job");
    }

    /** D18: killed while the delay runs, and again when it is over. */
    @Test
    void shouldPublishADelayedMessageOnceWithAllThatItCarries() {
        broker.connect(durable("watcher")).subscribe("later/#", 2).disconnect();
        MqttClient publisher = broker.connect(durable("publisher"));
        byte[] property = Property.userProperty("k", "v");
        publisher.publish(Publish.to("$delayed/1/later/a", "one").qos(1).with(property));
        publisher.publish(Publish.to("$delayed/1/later/b", "two").qos(2).with(property));
        publisher.publish(Publish.to("$delayed/3600/later/c", "not yet").qos(1));

        killAndStart();
        MqttClient watcher = broker.connect(durable("watcher"));
        List<Publication> found = List.of(watcher.receive(), watcher.receive());
        found.forEach(watcher::acknowledge);
        assertThat(found.stream().map(Publication::text)).containsExactlyInAnyOrder("one", "two");
        assertThat(found)
                .allSatisfy(each -> assertThat(each.properties().userProperties()).contains("k=v"));
        watcher.subscribe("else", 0); // SUBACK follows all that the session did: its PUBCOMP too
        killAndStart();

        broker.connect(durable("watcher")).expectSilence();
    }

    @Test
    void shouldKeepAllOfItOverManyLives() {
        broker.connect(durable("away")).subscribe("t", 1).disconnect();
        for (int life = 0; life < 4; life++) {
            MqttClient publisher = broker.connect(V5);
            publisher.publish(Publish.to("t", "a" + life).qos(1));
            if (life % 2 == 0) {
                killAndStart();
            } else {
                assertThat(broker.terminate()).isZero();
                start();
            }
        }

        MqttClient back = broker.connect(durable("away"));

        for (int life = 0; life < 4; life++) {
            back.expect("t", "a" + life);
        }
        back.expectSilence();
    }

    /** Messages longer than a frame too, whose parts lie on both sides of where the tables end. */
    @Test
    void shouldComeBackFromTablesWhenTheJournalBeforeThemIsGone() throws IOException {
        broker.connect(durable("away")).subscribe("t", 1).disconnect();
        broker.connect(V5).publish(Publish.to("r", "kept").qos(1).retained());
        for (int i = 0; i < LARGE_MESSAGES; i++) {
            broker.connect(V5).publish(Publish.to("t", i + "x".repeat(LARGE_BYTES)).qos(1));
            if (i % LARGE_MESSAGES_A_LIFE == 0) {
                assertThat(broker.terminate()).isZero();
                start();
            }
        }

        // What one older state would need may still be there.
        assertThat(segments()).doesNotContain("segment-0000000000000000");
        killAndStart();

        MqttClient back = broker.connect(durable("away"));
        for (int i = 0; i < LARGE_MESSAGES; i++) {
            back.expect("t", i + "x".repeat(LARGE_BYTES));
        }
        back.expectSilence();
        broker.connect(V5).subscribe("r", 0).expect("r", "kept");
    }

    @Test
    void shouldGoBackToAnOlderStateWhenTheTablesAreDamaged() throws IOException {
        broker.connect(durable("away")).subscribe("t", 1).disconnect();
        for (String message : List.of("first", "second", "third")) {
            broker.connect(V5).publish(Publish.to("t", message).qos(1));
            assertThat(broker.terminate()).isZero();
            if (message.equals("third")) {
                damageLiveTables();
            }
            start();
        }

        MqttClient back = broker.connect(durable("away"));

        back.expect("t", "first");
        back.expect("t", "second");
        back.expect("t", "third");
        back.expectSilence();
        assertThat(data.resolve("state").resolve("damaged-0")).isDirectory();
    }

    private void damageLiveTables() throws IOException {
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(data.resolve("state").resolve("live"), "MANIFEST-*")) {
            for (Path each : found) {
                Files.write(each, new byte[] {1, 2, 3});
            }
        }
    }

    private List<String> segments() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("journal"))) {
            return files.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    private static Connect durable(String clientId) {
        return Connect.as(V5, clientId).durable();
    }
}
