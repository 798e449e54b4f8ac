package io.robustmq.mqtt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kernel.route.Subscriber;
import io.robustmq.kernel.route.Subscription;
import io.robustmq.mqtt.MqttConfig;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * The journal's bytes, frozen: each is type, then version 1, the length of the client id, "c", then
 * the event's own fields. A change here needs a new version.
 */
class SessionEventBytesTest {
    private static final Consumer<SessionEvents> FRESH = events -> {};
    private static final String PUBLICATION =
            "06 00 00 00 " // QoS 2, RETAIN
                    + "01 00 00 00 02 00 00 00 " // lengths of topic and properties
                    + "02 01 00 00 00 00 00 00 " // sender
                    + "11 00 00 00 00 00 00 00 " // published at
                    + "22 00 00 00 00 00 00 00 " // expires at
                    + "74 01 01 70 61 79"; // topic, properties, payload

    @Test
    void shouldWriteTheEventsWithoutFields() {
        assertThat(EventBytes.of(FRESH, SessionEvents::opened)).isEqualTo("010a 01 01 00 63");
        assertThat(EventBytes.of(FRESH, SessionEvents::willCleared)).isEqualTo("010f 01 01 00 63");
        assertThat(EventBytes.of(FRESH, SessionEvents::ended)).isEqualTo("0110 01 01 00 63");
        assertThat(EventBytes.of(queued(1), SessionEvents::dropped)).isEqualTo("0104 01 01 00 63");
    }

    @Test
    void shouldWriteExpiryUnsigned() { // MQTT 5.0 §3.1.2.11.2: four bytes
        assertThat(EventBytes.of(FRESH, events -> events.attached(0x01020304)))
                .isEqualTo("010b 01 01 00 63 04 03 02 01");
        assertThat(
                        EventBytes.of(
                                FRESH,
                                events -> events.expiryChanged(MqttConfig.Sessions.NEVER_EXPIRES)))
                .isEqualTo("010c 01 01 00 63 ff ff ff ff");
    }

    @Test
    void shouldWriteWhenTheConnectionEnded() {
        assertThat(EventBytes.of(FRESH, events -> events.detached(0x010203)))
                .isEqualTo("010d 01 01 00 63 03 02 01 00 00 00 00 00");
    }

    @Test
    void shouldWriteTheWill() {
        Will will = new Will(EventBytes.publication().kept(), 5, -1);

        assertThat(EventBytes.of(FRESH, events -> events.willSet(will)))
                .isEqualTo(
                        "010e 01 01 00 63 "
                                + "05 00 00 00 00 00 00 00 ff ff ff ff ff ff ff ff "
                                + PUBLICATION);
    }

    @Test
    void shouldWriteSubscriptionsWithOptionsAndIdentifier() {
        Subscription subscription = new Subscription(new Subscriber() {}, "a/+", 0x2D, 0x0A0B);

        assertThat(EventBytes.of(FRESH, events -> events.subscribed(subscription)))
                .isEqualTo("0101 01 01 00 63 2d 0b 0a 00 00 61 2f 2b");
        assertThat(EventBytes.of(FRESH, events -> events.unsubscribed("a/+")))
                .isEqualTo("0102 01 01 00 63 61 2f 2b");
    }

    @Test
    void shouldWriteAQueuedMessageWithIdentifiersAndGroup() {
        Delivery delivery =
                new Delivery(
                        EventBytes.publication().kept(),
                        1,
                        true,
                        new int[] {7, 0x0100},
                        new NamedOrigin("$share/g/t"));

        assertThat(EventBytes.of(FRESH, events -> events.enqueued(delivery)))
                .isEqualTo(
                        "0103 01 01 00 63 05 02 00 0a 00 07 00 00 00 00 01 00 00 "
                                + "24 73 68 61 72 65 2f 67 2f 74 "
                                + PUBLICATION);
    }

    @Test
    void shouldWritePacketIdentifiersUnsigned() {
        assertThat(EventBytes.of(queued(1), events -> events.sent(65_535)))
                .isEqualTo("0105 01 01 00 63 ff ff");
        assertThat(EventBytes.of(sent(2), events -> events.receiptConfirmed(9)))
                .isEqualTo("0106 01 01 00 63 09 00");
        assertThat(EventBytes.of(sent(1), events -> events.finished(9)))
                .isEqualTo("0107 01 01 00 63 09 00");
        assertThat(EventBytes.of(FRESH, events -> events.taken(0x0102)))
                .isEqualTo("0108 01 01 00 63 02 01");
        assertThat(EventBytes.of(FRESH, events -> events.released(0x0102)))
                .isEqualTo("0109 01 01 00 63 02 01");
    }

    private static Consumer<SessionEvents> queued(int qos) {
        return events ->
                events.enqueued(
                        new Delivery(
                                EventBytes.publication().kept(),
                                qos,
                                false,
                                Delivery.NO_IDENTIFIERS,
                                Origin.OWN));
    }

    private static Consumer<SessionEvents> sent(int qos) {
        return queued(qos).andThen(events -> events.sent(9));
    }
}
