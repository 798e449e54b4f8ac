package io.robustmq.mqtt.connection;

import static io.robustmq.mqtt.connection.MqttHarness.bytes;
import static io.robustmq.storage.journal.Durability.INTERVAL;
import static io.robustmq.storage.journal.Durability.MEMORY;
import static io.robustmq.storage.journal.Durability.SYNC;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kernel.shard.Policies;
import io.robustmq.kernel.shard.Policies.SessionRule;
import io.robustmq.kernel.shard.Policies.TopicRule;
import io.robustmq.transport.net.FakeConnection;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An acknowledgement waits for what it promised, and for nothing else. */
class PoliciesTest {
    private final MqttHarness mqtt =
            new MqttHarness(
                    new Policies(
                            SYNC,
                            List.of(new TopicRule("i", INTERVAL), new TopicRule("m", MEMORY)),
                            List.of(new SessionRule("f", MEMORY), new SessionRule("w", INTERVAL))));

    /** A durable session that keeps every topic; its own life promises nothing. */
    @BeforeEach
    void keepAll() {
        FakeConnection keeper = mqtt.connection();
        mqtt.exchange(keeper, connect('f'));
        mqtt.exchange(keeper, 0x82, 6, 0, 1, 0, 1, '#', 2);
        mqtt.exchange(keeper, 0xE0, 0);
    }

    @Test
    void shouldWaitForTheSyncOrTheWriteOrNothingAsTheTopicsPolicySays() {
        FakeConnection synced = mqtt.client('a');
        FakeConnection written = mqtt.client('b');
        FakeConnection forgotten = mqtt.client('c');
        mqtt.journal.held = true;
        mqtt.journal.syncHeld = true;

        assertThat(mqtt.exchange(synced, publish('s', 1))).isEmpty();
        assertThat(mqtt.exchange(written, publish('i', 1))).isEmpty();
        assertThat(mqtt.exchange(forgotten, publish('m', 1))).isEqualTo(puback(1));

        mqtt.journal.held = false;
        mqtt.cycle();
        assertThat(written.sent()).isEqualTo(puback(1));
        assertThat(synced.sent()).isEmpty();

        mqtt.journal.syncHeld = false;
        mqtt.cycle();
        assertThat(synced.sent()).isEqualTo(puback(1));
    }

    @Test
    void shouldLetNoSlowSyncDelayWhatOnlyWaitsForTheWrite() {
        FakeConnection synced = mqtt.client('a');
        FakeConnection written = mqtt.client('b');
        mqtt.journal.syncHeld = true;
        mqtt.exchange(synced, publish('s', 1));

        mqtt.journal.held = true;
        mqtt.exchange(written, publish('i', 1));
        mqtt.journal.held = false;
        mqtt.cycle();

        assertThat(written.sent()).isEqualTo(puback(1));
        assertThat(synced.sent()).isEmpty();
    }

    @Test
    void shouldAcknowledgeOneClientsMessagesInTheirOrderWhateverTheirPolicies() {
        FakeConnection mixed = mqtt.client('a'); // [MQTT-4.6.0-2]
        mqtt.journal.held = true;
        mqtt.journal.syncHeld = true;
        mqtt.exchange(mixed, publish('i', 1));
        mqtt.exchange(mixed, publish('s', 2));
        mqtt.exchange(mixed, publish('m', 3));
        mqtt.exchange(mixed, publish('i', 4));
        assertThat(mixed.sent()).isEmpty();

        mqtt.journal.held = false;
        mqtt.cycle();
        assertThat(mixed.sent()).isEqualTo(puback(1));

        mqtt.journal.syncHeld = false;
        mqtt.cycle();
        assertThat(mixed.sent()).isEqualTo(bytes(0x40, 2, 0, 2, 0x40, 2, 0, 3, 0x40, 2, 0, 4));
    }

    @Test
    void shouldKeepTheOrderWhenWriteAndSyncComeAtOnce() {
        FakeConnection mixed = mqtt.client('a');
        mqtt.journal.held = true;
        mqtt.journal.syncHeld = true;
        mqtt.exchange(mixed, publish('i', 1));
        mqtt.exchange(mixed, publish('s', 2));

        mqtt.journal.held = false;
        mqtt.journal.syncHeld = false;
        mqtt.cycle();

        assertThat(mixed.sent()).isEqualTo(bytes(0x40, 2, 0, 1, 0x40, 2, 0, 2));
    }

    @Test
    void shouldKeepTheOrderOfAsManyAsALineHasToGrowFor() {
        FakeConnection[] clients = new FakeConnection[26];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = mqtt.client((char) ('A' + i));
        }
        mqtt.journal.syncHeld = true;
        mqtt.exchange(clients[0], publish('s', 100));
        mqtt.journal.syncHeld = false;
        mqtt.cycle(); // the line no longer begins at its array's
        clients[0].sent();
        mqtt.journal.syncHeld = true;
        for (int n = 1; n <= 30; n++) {
            for (FakeConnection client : clients) {
                assertThat(mqtt.exchange(client, publish('s', n))).isEmpty();
            }
        }

        mqtt.journal.syncHeld = false;
        mqtt.cycle();

        for (FakeConnection client : clients) {
            byte[] sent = client.sent();
            assertThat(sent).hasSize(30 * 4);
            for (int n = 1; n <= 30; n++) {
                assertThat(sent[4 * n - 1]).isEqualTo((byte) n);
            }
        }
    }

    @Test
    void shouldWaitWithConnackAndSubackForWhatTheSessionsClassPromises() {
        mqtt.journal.held = true;
        mqtt.journal.syncHeld = true;
        FakeConnection free = mqtt.connection();
        FakeConnection written = mqtt.connection();
        FakeConnection synced = mqtt.connection();

        assertThat(mqtt.exchange(free, connect('f'))).startsWith(0x20);
        assertThat(mqtt.exchange(written, connect('w'))).isEmpty();
        assertThat(mqtt.exchange(synced, connect('s'))).isEmpty();
        mqtt.journal.held = false;
        mqtt.cycle();
        assertThat(written.sent()).startsWith(0x20);
        assertThat(mqtt.exchange(written, 0x82, 6, 0, 1, 0, 1, 't', 1)).startsWith(0x90);
        assertThat(synced.sent()).isEmpty();
        mqtt.journal.syncHeld = false;
        mqtt.cycle();

        assertThat(synced.sent()).startsWith(0x20);
    }

    @Test
    void shouldKeepARetainedMessageAsItsTopicSays() {
        FakeConnection publisher = mqtt.client('a');
        mqtt.journal.syncHeld = true;

        assertThat(mqtt.exchange(publisher, 0x33, 6, 0, 1, 'm', 0, 1, 'x')).isEqualTo(puback(1));
        assertThat(mqtt.exchange(publisher, 0x33, 6, 0, 1, 's', 0, 2, 'x')).isEmpty();
    }

    /** 3.1.1, not clean. */
    private static int[] connect(char id) {
        return new int[] {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 0, 0, 0, 0, 1, id};
    }

    private static int[] publish(char topic, int packetId) {
        return new int[] {0x32, 6, 0, 1, topic, 0, packetId, 'x'};
    }

    private static byte[] puback(int packetId) {
        return bytes(0x40, 2, 0, packetId);
    }
}
