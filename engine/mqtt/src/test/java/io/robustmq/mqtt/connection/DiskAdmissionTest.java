package io.robustmq.mqtt.connection;

import static io.robustmq.mqtt.connection.MqttHarness.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.transport.net.FakeConnection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients see while the disk is behind, crowded, full, damaged or fenced. */
class DiskAdmissionTest {
    private static final int QUOTA_EXCEEDED = 0x97;
    private static final int SERVER_UNAVAILABLE = 0x88;
    private static final int SERVER_BUSY = 0x89;
    private static final int[] PUBLISH_K_QOS1 = {0x32, 7, 0, 1, 'k', 0, 1, 0, 'm'};
    private static final int[] PUBLISH_K_QOS2 = {0x34, 7, 0, 1, 'k', 0, 1, 0, 'm'};
    private static final int[] PUBACK = {0x40, 2, 0, 1};
    private static final int[] PINGREQ = {0xC0, 0};
    private static final int[] PINGRESP = {0xD0, 0};

    private final MqttHarness mqtt = new MqttHarness();
    private FakeConnection keeper;
    private FakeConnection publisher;

    /** A durable session that keeps topic k, and a 5.0 publisher whose session is not. */
    @BeforeEach
    void connect() {
        keeper = mqtt.connection();
        assertThat(mqtt.exchange(keeper, connect5('s', 60))).startsWith(0x20);
        mqtt.exchange(keeper, 0x82, 7, 0, 1, 0, 0, 1, 'k', 1);
        publisher = mqtt.connection();
        mqtt.exchange(publisher, connect5('p', 0));
    }

    @Test
    void shouldNotReadWhoPublishesWhatIsKeptUntilTheDiskHasCaughtUp() {
        mqtt.disk.behind = true;

        assertThat(mqtt.exchange(publisher, PUBLISH_K_QOS1)).isEmpty();
        assertThat(publisher.isReading()).isFalse();
        assertThat(mqtt.exchange(publisher, PINGREQ)).isEmpty();
        assertThat(mqtt.count(MqttMetric.MESSAGES_IN_QOS1)).isZero();

        mqtt.disk.behind = false;
        mqtt.cycle();

        assertThat(publisher.sent()).isEqualTo(bytes(0xD0, 0, 0x40, 2, 0, 1));
        assertThat(publisher.isReading()).isTrue();
        assertThat(mqtt.count(MqttMetric.MESSAGES_IN_QOS1)).isOne();
    }

    @Test
    void shouldLetEverythingElseGoOnWhileTheDiskIsBehind() {
        FakeConnection reader = mqtt.client('r');
        mqtt.exchange(reader, 0x82, 6, 0, 1, 0, 1, 'f', 1);
        mqtt.disk.behind = true;

        byte[] puback = mqtt.exchange(publisher, 0x32, 7, 0, 1, 'f', 0, 1, 0, 'm');
        assertThat(puback).isEqualTo(bytes(PUBACK));
        assertThat(reader.sent()).isEqualTo(bytes(0x32, 6, 0, 1, 'f', 0, 1, 'm'));
        mqtt.exchange(publisher, 0x30, 5, 0, 1, 'k', 0, 'q');
        assertThat(keeper.sent()).isEqualTo(bytes(0x30, 5, 0, 1, 'k', 0, 'q'));
        assertThat(mqtt.exchange(keeper, PINGREQ)).isEqualTo(bytes(PINGRESP));
    }

    @Test
    void shouldLookAgainByItself() {
        mqtt.disk.behind = true;
        mqtt.exchange(publisher, PUBLISH_K_QOS1);

        mqtt.core.advanceNs(DiskAdmission.RETRY_NS);
        mqtt.cycle();
        assertThat(publisher.sent()).isEmpty();
        mqtt.disk.behind = false;
        mqtt.core.advanceNs(DiskAdmission.RETRY_NS);
        mqtt.cycle();

        assertThat(publisher.sent()).isEqualTo(bytes(PUBACK));
    }

    @Test
    void shouldTakeNoPacketOfADurableSessionButPingsWhenTheOverflowIsCrowded() {
        mqtt.journal.crowded = true;

        assertThat(mqtt.exchange(keeper, PINGREQ)).isEqualTo(bytes(PINGRESP));
        assertThat(mqtt.exchange(keeper, 0x82, 7, 0, 2, 0, 0, 1, 'l', 1)).isEmpty();
        assertThat(keeper.isReading()).isFalse();
        assertThat(mqtt.exchange(publisher, PINGREQ)).isEqualTo(bytes(PINGRESP));
        assertThat(connackCode(mqtt.exchange(mqtt.connection(), connect5('n', 60))))
                .isEqualTo(SERVER_BUSY);

        mqtt.journal.crowded = false;
        mqtt.cycle();

        assertThat(keeper.sent()).isEqualTo(bytes(0x90, 4, 0, 2, 0, 1));
    }

    @Test
    void shouldRefuseWhatMustBeKeptByTheProtocolsOwnErrorWhenTheDiskIsFull() {
        mqtt.disk.full = true;

        assertThat(mqtt.exchange(publisher, PUBLISH_K_QOS1))
                .isEqualTo(bytes(0x40, 3, 0, 1, QUOTA_EXCEEDED));
        assertThat(mqtt.exchange(publisher, PUBLISH_K_QOS2))
                .isEqualTo(bytes(0x50, 3, 0, 1, QUOTA_EXCEEDED));
        assertThat(mqtt.exchange(publisher, 0x33, 7, 0, 1, 'x', 0, 1, 0, 'm'))
                .isEqualTo(bytes(0x40, 3, 0, 1, QUOTA_EXCEEDED));
        assertThat(mqtt.exchange(publisher, 0x31, 5, 0, 1, 'x', 0, 'm')).isEmpty();
        assertThat(mqtt.count(MqttMetric.PUBLISHES_REFUSED)).isEqualTo(4);
        assertThat(mqtt.exchange(keeper, 0x82, 7, 0, 2, 0, 0, 1, 'l', 1))
                .isEqualTo(bytes(0x90, 4, 0, 2, 0, QUOTA_EXCEEDED));
        assertThat(connackCode(mqtt.exchange(mqtt.connection(), connect5('n', 60))))
                .isEqualTo(QUOTA_EXCEEDED);
        assertThat(mqtt.exchange(mqtt.connection(), connect311('n', false)))
                .isEqualTo(bytes(0x20, 2, 0, 3));
    }

    @Test
    void shouldLetWhatIsThereBeReadAcknowledgedAndDeletedWhenTheDiskIsFull() {
        mqtt.exchange(publisher, PUBLISH_K_QOS1);
        mqtt.exchange(publisher, 0x33, 7, 0, 1, 'x', 0, 1, 0, 'm');
        mqtt.exchange(keeper, 0xE0, 0);
        mqtt.disk.full = true;

        FakeConnection back = mqtt.connection();
        byte[] got = mqtt.exchange(back, connect5('s', 60));
        assertThat(got[2]).as("session present").isEqualTo((byte) 1);
        assertThat(got).endsWith(bytes(0, 1, 'k', 0, 1, 0, 'm'));
        mqtt.exchange(back, 0x40, 2, 0, 1);
        assertThat(mqtt.count(MqttMetric.IN_FLIGHT)).isZero();
        assertThat(mqtt.exchange(publisher, 0x33, 6, 0, 1, 'x', 0, 2, 0))
                .isEqualTo(bytes(0x40, 3, 0, 2, 0x10));
        assertThat(mqtt.count(MqttMetric.RETAINED_MESSAGES)).isZero();
        assertThat(connackCode(mqtt.exchange(mqtt.connection(), connect5('n', 0)))).isZero();
    }

    @Test
    void shouldLetAPublisherThatKnowsNoRefusalStandStillUntilThereIsRoom() {
        FakeConnection old = mqtt.client('o');
        mqtt.disk.full = true;

        assertThat(mqtt.exchange(old, 0x32, 6, 0, 1, 'k', 0, 1, 'm')).isEmpty();
        assertThat(old.isReading()).isFalse();
        mqtt.core.advanceNs(DiskAdmission.RETRY_NS);
        mqtt.cycle();
        assertThat(old.sent()).isEmpty();

        mqtt.disk.full = false;
        mqtt.cycle();

        assertThat(old.sent()).isEqualTo(bytes(PUBACK));
        assertThat(keeper.sent()).endsWith(bytes('k', 0, 1, 0, 'm'));
    }

    @Test
    void shouldRefuseWhoWaitsForADiskThatTurnsOutToBeFull() {
        mqtt.disk.behind = true;
        mqtt.exchange(publisher, PUBLISH_K_QOS1);

        mqtt.disk.full = true;
        mqtt.cycle();

        assertThat(publisher.sent()).isEqualTo(bytes(0x40, 3, 0, 1, QUOTA_EXCEEDED));
        assertThat(publisher.isReading()).isTrue();
    }

    @Test
    void shouldGiveEachOfThoseWhoWaitATurnWithinABoundPerCycle() {
        mqtt.disk.behind = true;
        int count = DiskAdmission.PER_CYCLE + 1;
        FakeConnection[] waiting = new FakeConnection[count];
        for (int i = 0; i < count; i++) {
            waiting[i] = mqtt.connection();
            mqtt.exchange(
                    waiting[i],
                    0x10,
                    14,
                    0,
                    4,
                    'M',
                    'Q',
                    'T',
                    'T',
                    4,
                    2,
                    0,
                    0,
                    0,
                    2,
                    'a' + i / 64,
                    '0' + i % 64);
            mqtt.exchange(waiting[i], 0x32, 6, 0, 1, 'k', 0, 1, 'm');
        }

        mqtt.disk.behind = false;
        mqtt.cycle();
        assertThat(waiting[count - 2].sent()).isNotEmpty();
        assertThat(waiting[count - 1].sent()).isEmpty();
        mqtt.cycle();

        assertThat(waiting[count - 1].sent()).isEqualTo(bytes(PUBACK));
    }

    @Test
    void shouldHoldAWillBackUntilThereIsRoomForIt() {
        FakeConnection mortal = mqtt.connection();
        mqtt.exchange(
                mortal, 0x10, 20, 0, 4, 'M', 'Q', 'T', 'T', 4, 0x0E, 0, 0, 0, 1, 'w', 0, 1, 'k', 0,
                2, 'b', 'y');
        keeper.sent();
        mqtt.disk.full = true;

        mortal.cut();
        mqtt.cycle();
        assertThat(keeper.sent()).isEmpty();
        mqtt.disk.full = false;
        mqtt.cycle();
        mqtt.cycle();

        assertThat(keeper.sent()).endsWith(bytes('b', 'y'));
    }

    @Test
    void shouldRefuseClientsAndRetainedMessagesOfAShardThatIsNotServedAndServeTheOthers() {
        int shard = mqtt.shards.shardOf("a");
        mqtt.disk.unserved.add(shard);
        mqtt.journal.refusedShard = shard;

        assertThat(connackCode(mqtt.exchange(mqtt.connection(), connect5('a', 0))))
                .isEqualTo(SERVER_UNAVAILABLE);
        assertThat(mqtt.exchange(mqtt.connection(), connect311('a', true)))
                .isEqualTo(bytes(0x20, 2, 0, 3));
        assertThat(mqtt.exchange(publisher, 0x33, 7, 0, 1, 'a', 0, 1, 0, 'm'))
                .isEqualTo(bytes(0x40, 3, 0, 1, QUOTA_EXCEEDED));
        assertThat(mqtt.count(MqttMetric.PUBLISHES_REFUSED)).isOne();
        assertThat(mqtt.exchange(publisher, PUBLISH_K_QOS1)).isEqualTo(bytes(PUBACK));
    }

    @Test
    void shouldNeverConfirmWhatAShardDidNotTake() {
        mqtt.journal.refusedShard = mqtt.shards.shardOf("s");
        mqtt.disk.unserved.add(mqtt.journal.refusedShard);

        assertThat(mqtt.exchange(publisher, PUBLISH_K_QOS1))
                .isEqualTo(bytes(0x40, 3, 0, 1, QUOTA_EXCEEDED));
        FakeConnection old = mqtt.client('o');
        assertThat(mqtt.exchange(old, 0x32, 6, 0, 1, 'k', 0, 1, 'm')).isEmpty();
        assertThat(old.isOpen()).isFalse();
    }

    @Test
    void shouldConfirmNothingDurableAnyMoreOnceTheJournalIsFenced() {
        FakeConnection old = mqtt.client('o');
        mqtt.journal.fenced = true;

        assertThat(mqtt.exchange(publisher, PUBLISH_K_QOS1)).doesNotContain(PUBACK);
        mqtt.exchange(old, 0x32, 6, 0, 1, 'k', 0, 1, 'm');
        mqtt.cycle();

        assertThat(publisher.sent()).isEmpty();
        assertThat(old.sent()).isEmpty();
        assertThat(keeper.sent()).isEmpty();
    }

    /** A 5.0 CONNECT with a clean start unless it is s's, and this session expiry in seconds. */
    private static int[] connect5(char id, int expiry) {
        int flags = id == 's' ? 0 : 2;
        return new int[] {
            0x10, 19, 0, 4, 'M', 'Q', 'T', 'T', 5, flags, 0, 0, 5, 0x11, 0, 0, 0, expiry, 0, 1, id
        };
    }

    private static int[] connect311(char id, boolean clean) {
        return new int[] {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, clean ? 2 : 0, 0, 0, 0, 1, id};
    }

    private static int connackCode(byte[] connack) {
        assertThat(connack[0]).isEqualTo((byte) 0x20);
        return connack[3] & 0xFF;
    }
}
