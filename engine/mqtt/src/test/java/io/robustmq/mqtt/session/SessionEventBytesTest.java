package io.robustmq.mqtt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kernel.route.Subscriber;
import io.robustmq.kernel.route.Subscription;
import io.robustmq.mqtt.MqttConfig;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * The journal's bytes, frozen: each is type, then version 2, the length of the client id, "c", then
 * the event's own fields. A change here needs a new version.
 */
class SessionEventBytesTest {
    private static final Consumer<SessionEvents> FRESH = events -> {};
    private static final String MESSAGE =
            "1e " // QoS 2, RETAIN, EXPIRES, PROPERTIES
                    + "01 00 11 00 00 00 00 00 00 00 " // topic's length, published at
                    + "22 00 00 00 00 00 00 00 02 00 00 00 " // expires at, properties' length
                    + "74 01 01 70 61 79"; // topic, properties, payload

    /** The message's length, QoS 2. */
    private static final String EACH = "1d 00 00 00 02 ";

    @Test
    void shouldWriteTheEventsWithoutFields() {
        assertThat(EventBytes.of(FRESH, SessionEvents::opened)).isEqualTo("010a 02 01 00 63");
        assertThat(EventBytes.of(FRESH, SessionEvents::willCleared)).isEqualTo("010f 02 01 00 63");
        assertThat(EventBytes.of(FRESH, SessionEvents::ended)).isEqualTo("0110 02 01 00 63");
    }

    @Test
    void shouldWriteExpiryUnsigned() { // MQTT 5.0 §3.1.2.11.2: four bytes
        assertThat(EventBytes.of(FRESH, events -> events.attached(0x01020304)))
                .isEqualTo("010b 02 01 00 63 04 03 02 01");
        assertThat(
                        EventBytes.of(
                                FRESH,
                                events -> events.expiryChanged(MqttConfig.Sessions.NEVER_EXPIRES)))
                .isEqualTo("010c 02 01 00 63 ff ff ff ff");
    }

    @Test
    void shouldWriteWhenTheConnectionEnded() {
        assertThat(
                        EventBytes.of(
                                events -> events.attached(60), events -> events.detached(0x010203)))
                .isEqualTo("010d 02 01 00 63 03 02 01 00 00 00 00 00 3c 00 00 00");
    }

    @Test
    void shouldWriteTheWill() {
        Will will = new Will(EventBytes.publication().kept(), 5, -1);

        assertThat(EventBytes.of(FRESH, events -> events.willSet(will)))
                .isEqualTo(
                        "010e 02 01 00 63 "
                                + "05 00 00 00 00 00 00 00 ff ff ff ff ff ff ff ff "
                                + MESSAGE);
    }

    @Test
    void shouldWriteSubscriptionsWithOptionsAndIdentifier() {
        Subscription subscription = new Subscription(new Subscriber() {}, "a/+", 0x2D, 0x0A0B);

        assertThat(EventBytes.of(FRESH, events -> events.subscribed(subscription)))
                .isEqualTo("0101 02 01 00 63 2d 0b 0a 00 00 61 2f 2b");
        assertThat(EventBytes.of(FRESH, events -> events.unsubscribed("a/+")))
                .isEqualTo("0102 02 01 00 63 61 2f 2b");
    }

    @Test
    void shouldWriteAQueuedMessageWithIdentifiersAndGroup() {
        Delivery delivery =
                new Delivery(
                        0x0304,
                        EventBytes.publication().kept(),
                        1,
                        true,
                        new int[] {7, 0x0100},
                        new NamedOrigin("$share/g/t"),
                        null,
                        false);

        assertThat(EventBytes.of(FRESH, events -> events.enqueued(delivery)))
                .isEqualTo(
                        "0103 02 01 00 63 04 03 00 00 00 00 00 00 5d 00 00 00 00 00 00 00 00 "
                                + "02 00 07 00 00 00 00 01 00 00 "
                                + "0a 00 24 73 68 61 72 65 2f 67 2f 74 "
                                + MESSAGE);
    }

    @Test
    void shouldWriteAMessageThatIsSentAtOnce() {
        assertThat(EventBytes.of(FRESH, events -> events.enqueuedAndSent(delivery(5, 2), 0x0102)))
                .isEqualTo(
                        "0111 02 01 00 63 05 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 02 01 "
                                + EACH
                                + MESSAGE);
    }

    @Test
    void shouldWriteMessagesThatFollowEachOtherAsOne() {
        assertThat(
                        EventBytes.of(
                                FRESH,
                                events -> {
                                    events.enqueuedAndSent(delivery(5, 2), 0x0102);
                                    events.enqueuedAndSent(delivery(6, 2), 0x0103);
                                }))
                .isEqualTo(
                        "0111 02 01 00 63 05 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 02 01 "
                                + EACH
                                + MESSAGE
                                + " "
                                + EACH
                                + MESSAGE);
    }

    @Test
    void shouldWriteTheMarkOfAForwardedMessage() {
        Delivery delivery =
                new Delivery(
                        5,
                        EventBytes.publication().forwarded(0x0A0B, 0x0C).kept(),
                        2,
                        false,
                        Delivery.NO_IDENTIFIERS,
                        Origin.OWN,
                        null,
                        true);

        assertThat(EventBytes.of(FRESH, events -> events.enqueuedAndSent(delivery, 0x0102)))
                .isEqualTo(
                        "0103 02 01 00 63 05 00 00 00 00 00 00 00 e2 00 00 00 00 00 00 00 00 02 01 "
                                + "0b 0a 00 00 0c 00 00 00 00 00 00 00 "
                                + MESSAGE);
    }

    @Test
    void shouldOnlyReferToAMessageThatTheShardKeeps() {
        Delivery first = delivery(0, 1);
        Delivery second =
                new Delivery(
                        1,
                        first.message(),
                        1,
                        false,
                        Delivery.NO_IDENTIFIERS,
                        Origin.OWN,
                        null,
                        false);

        assertThat(EventBytes.of(events -> events.enqueued(first), e -> e.enqueued(second)))
                .isEqualTo("0103 02 01 00 63 01 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 00");
    }

    @Test
    void shouldWriteWhatTheClientTookOverAndWhatThatFrees() {
        String sequence = " 05 00 00 00 00 00 00 00";
        String freed = " 00 00 00 00 00 00 00 00";
        assertThat(EventBytes.of(queued(1), SessionEvents::dropped))
                .isEqualTo("0104 02 01 00 63" + sequence + freed);
        assertThat(EventBytes.of(queued(1), events -> events.sent(65_535)))
                .isEqualTo("0105 02 01 00 63 ff ff 01" + sequence);
        assertThat(EventBytes.of(sent(2), events -> events.receiptConfirmed(9)))
                .isEqualTo("0106 02 01 00 63 09 00" + sequence + freed);
        assertThat(EventBytes.of(sent(1), events -> events.finished(9)))
                .isEqualTo("0112 02 01 00 63" + sequence + freed + " 09 00");
        assertThat(
                        EventBytes.of(
                                sent(1).andThen(e -> e.enqueuedAndSent(delivery(6, 1), 10)),
                                events -> {
                                    events.finished(9);
                                    events.finished(10);
                                }))
                .isEqualTo("0112 02 01 00 63" + sequence + freed + " 09 00 00");
        Delivery twice = delivery(5, 1);
        assertThat(
                        EventBytes.of(
                                events -> {
                                    events.enqueued(twice);
                                    events.enqueued(twice);
                                    events.sent(9);
                                },
                                events -> events.finished(9)))
                .isEqualTo("0107 02 01 00 63 09 00" + sequence);
        assertThat(
                        EventBytes.of(
                                sent(2).andThen(events -> events.receiptConfirmed(9)),
                                events -> events.finished(9)))
                .isEqualTo("0107 02 01 00 63 09 00");
        assertThat(EventBytes.of(sent(2), SessionEvents::ended))
                .isEqualTo("0110 02 01 00 63" + freed);
    }

    @Test
    void shouldWriteIdentifiersOfTheClientUnsigned() {
        assertThat(EventBytes.of(FRESH, events -> events.taken(0x0102)))
                .isEqualTo("0108 02 01 00 63 02 01");
        assertThat(EventBytes.of(FRESH, events -> events.released(0xFFFF)))
                .isEqualTo("0109 02 01 00 63 ff ff");
    }

    private static Delivery delivery(long sequence, int qos) {
        return new Delivery(
                sequence,
                EventBytes.publication().kept(),
                qos,
                false,
                Delivery.NO_IDENTIFIERS,
                Origin.OWN,
                null,
                false);
    }

    private static Consumer<SessionEvents> queued(int qos) {
        return events -> events.enqueued(delivery(5, qos));
    }

    private static Consumer<SessionEvents> sent(int qos) {
        return queued(qos).andThen(events -> events.sent(9));
    }
}
