package io.robustmq.mqtt.connection;

import static io.robustmq.mqtt.connection.MqttHarness.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.security.OpenAuthenticator;
import io.robustmq.transport.net.FakeConnection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients see when sessions hold as many bytes of messages as they may. */
class QueueAdmissionTest {
    private static final int MAX_BYTES = 1 << 10;
    private static final int QUOTA_EXCEEDED = 0x97;
    private static final int PAYLOAD_BYTES = 100;

    /** Topic k and the payload: ten are below the bound, eleven above. */
    private static final int MESSAGE_BYTES = 1 + PAYLOAD_BYTES;

    private static final int FITTING = 11;

    /** In flight to any session, whatever the others hold. */
    private static final int MODEST_WINDOW = 1_024;

    private final MqttHarness mqtt = new MqttHarness(config(), new OpenAuthenticator());
    private FakeConnection keeper;
    private FakeConnection publisher;

    /** A durable session that keeps topic k and never acknowledges, and a 5.0 publisher. */
    @BeforeEach
    void connect() {
        keeper = mqtt.connection();
        mqtt.exchange(keeper, connect5('s', 60));
        mqtt.exchange(keeper, 0x82, 7, 0, 1, 0, 0, 1, 'k', 1);
        publisher = mqtt.connection();
        mqtt.exchange(publisher, connect5('p', 0));
    }

    @Test
    void shouldRefuseWhatSessionsWouldKeepOnceTheyHoldAllTheyMay() {
        fill();
        assertThat(held()).isEqualTo(FITTING * MESSAGE_BYTES).isGreaterThanOrEqualTo(MAX_BYTES);

        assertThat(mqtt.exchange(publisher, publish5(0x32, 99)))
                .isEqualTo(bytes(0x40, 3, 0, 99, QUOTA_EXCEEDED));
        assertThat(mqtt.exchange(publisher, publish5(0x34, 99)))
                .isEqualTo(bytes(0x50, 3, 0, 99, QUOTA_EXCEEDED));

        assertThat(held()).isEqualTo(FITTING * MESSAGE_BYTES);
        assertThat(mqtt.count(MqttMetric.PUBLISHES_REFUSED)).isEqualTo(2);
    }

    @Test
    void shouldTakeAgainWhatIsKeptWhenOneWasAcknowledged() {
        fill();

        mqtt.exchange(keeper, 0x40, 2, 0, 1);

        assertThat(held()).isEqualTo((FITTING - 1) * MESSAGE_BYTES);
        assertThat(mqtt.exchange(publisher, publish5(0x32, 99))).isEqualTo(bytes(0x40, 2, 0, 99));
    }

    @Test
    void shouldLetWhatNobodyKeepsGoOn() {
        fill();

        assertThat(mqtt.exchange(publisher, 0x32, 7, 0, 1, 'x', 0, 1, 0, 'm'))
                .isEqualTo(bytes(0x40, 3, 0, 1, 0x10));
        mqtt.exchange(publisher, 0x30, 5, 0, 1, 'k', 0, 'm');

        assertThat(keeper.sent()).endsWith(bytes(0, 1, 'k', 0, 'm'));
    }

    @Test
    void shouldLetAPublisherThatKnowsNoRefusalStandStillUntilThereIsRoom() {
        FakeConnection old = mqtt.client('o');
        fill();

        assertThat(mqtt.exchange(old, 0x32, 6, 0, 1, 'k', 0, 1, 'm')).isEmpty();
        assertThat(old.isReading()).isFalse();
        mqtt.core.advanceNs(DiskAdmission.RETRY_NS);
        mqtt.cycle();
        assertThat(old.sent()).isEmpty();
        mqtt.exchange(keeper, 0x40, 2, 0, 1);
        mqtt.cycle();

        assertThat(old.sent()).isEqualTo(bytes(0x40, 2, 0, 1));
        assertThat(old.isReading()).isTrue();
    }

    @Test
    void shouldCountAMessageOnceHoweverManySessionsHoldIt() {
        FakeConnection second = mqtt.connection();
        mqtt.exchange(second, connect5('t', 60));
        mqtt.exchange(second, 0x82, 7, 0, 1, 0, 0, 1, 'k', 1);

        mqtt.exchange(publisher, publish5(0x32, 1));
        assertThat(held()).isEqualTo(MESSAGE_BYTES);
        mqtt.exchange(second, 0x40, 2, 0, 1);
        assertThat(held()).isEqualTo(MESSAGE_BYTES);
        mqtt.exchange(keeper, 0x40, 2, 0, 1);

        assertThat(held()).isZero();
    }

    @Test
    void shouldGiveBackWhatASessionHeldWhenItEnds() {
        fill();

        mqtt.exchange(keeper, 0xE0, 0);
        FakeConnection anew = mqtt.connection();
        int[] cleanStart = connect5('s', 60);
        cleanStart[9] = 2;
        mqtt.exchange(anew, cleanStart);

        assertThat(held()).isZero();
    }

    @Test
    void shouldDropWhatASessionWouldQueueThatEndsWithItsConnection() {
        FakeConnection slow = mqtt.client('l');
        mqtt.exchange(slow, 0x82, 6, 0, 1, 0, 1, 'f', 1);
        int[] connect = connect5('n', 0);
        FakeConnection narrow = mqtt.connection();
        mqtt.exchange(narrow, narrowed(connect));
        mqtt.exchange(narrow, 0x82, 7, 0, 1, 0, 0, 1, 'f', 1);
        fill();

        mqtt.exchange(publisher, 0x32, 7, 0, 1, 'f', 0, 1, 0, 'm');
        mqtt.exchange(publisher, 0x32, 7, 0, 1, 'f', 0, 2, 0, 'm');

        assertThat(mqtt.count(MqttMetric.DROPPED_QUEUE_FULL)).isOne();
        assertThat(held()).isEqualTo(FITTING * MESSAGE_BYTES);
    }

    @Test
    void shouldNotLetAWindowSwellWhileSessionsHoldAllTheyMay() {
        FakeConnection silent = mqtt.client('l');
        mqtt.exchange(silent, 0x82, 6, 0, 1, 0, 1, 'f', 1);
        fill();

        publishUnread(MODEST_WINDOW + 10);

        assertThat(mqtt.count(MqttMetric.IN_FLIGHT)).isEqualTo(FITTING + MODEST_WINDOW);
        assertThat(mqtt.count(MqttMetric.DROPPED_QUEUE_FULL)).isEqualTo(10);
        assertThat(mqtt.count(MqttMetric.WINDOW_BYTES)).isZero();
    }

    @Test
    void shouldLetAWindowSwellWhileThereIsRoomAndCountItsTable() {
        FakeConnection silent = mqtt.client('l');
        mqtt.exchange(silent, 0x82, 6, 0, 1, 0, 1, 'f', 1);

        publishUnread(MODEST_WINDOW + 10);

        assertThat(mqtt.count(MqttMetric.IN_FLIGHT)).isEqualTo(MODEST_WINDOW + 10);
        assertThat(mqtt.count(MqttMetric.WINDOW_BYTES)).isGreaterThan(MAX_BYTES);
        assertThat(mqtt.exchange(publisher, publish5(0x32, 99)))
                .as("tables count, too")
                .isEqualTo(bytes(0x40, 3, 0, 99, QUOTA_EXCEEDED));
    }

    /** To topic f, QoS 1. */
    private void publishUnread(int messages) {
        for (int i = 0; i < messages; i++) {
            mqtt.exchange(publisher, 0x32, 7, 0, 1, 'f', 0, 1, 0, 'm');
        }
    }

    private void fill() {
        for (int id = 1; id <= FITTING; id++) {
            assertThat(mqtt.exchange(publisher, publish5(0x32, id)))
                    .isEqualTo(bytes(0x40, 2, 0, id));
        }
        keeper.sent();
    }

    private long held() {
        return mqtt.count(MqttMetric.SESSION_MESSAGE_BYTES);
    }

    private static int[] publish5(int first, int packetId) {
        int[] packet = new int[8 + PAYLOAD_BYTES];
        int[] head = {first, 6 + PAYLOAD_BYTES, 0, 1, 'k', 0, packetId, 0};
        System.arraycopy(head, 0, packet, 0, head.length);
        return packet;
    }

    /** A 5.0 CONNECT with this session expiry in seconds. */
    private static int[] connect5(char id, int expiry) {
        return new int[] {
            0x10, 19, 0, 4, 'M', 'Q', 'T', 'T', 5, 0, 0, 0, 5, 0x11, 0, 0, 0, expiry, 0, 1, id
        };
    }

    /** The same with a Receive Maximum of 1 in place of the expiry. */
    private static int[] narrowed(int[] connect) {
        return new int[] {
            0x10, 17, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 0, 3, 0x21, 0, 1, 0, 1, connect[20]
        };
    }

    /** Sessions may hold a KiB. */
    static MqttConfig config() {
        MqttConfig base = MqttConfig.DEFAULT;
        MqttConfig.Sessions sessions = base.sessions();
        return new MqttConfig(
                base.listeners(),
                base.connections(),
                base.packets(),
                new MqttConfig.Sessions(
                        sessions.maxExpirySeconds(),
                        sessions.maxQueuedMessages(),
                        MAX_BYTES,
                        sessions.maxInflight()),
                base.retained(),
                base.delayed(),
                base.sharedStrategy(),
                base.redirect());
    }
}
