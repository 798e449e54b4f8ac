package io.robustmq.mqtt.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kernel.forward.ForwardFlyweight;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.transport.core.FakeCore;
import io.robustmq.transport.net.FakeConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Fault D18: a QoS 2 exchange whose broker is killed behind every single frame it writes, with
 * every packet that a client could just have missed. Publisher and subscribers resume by the book;
 * each message is received exactly once, by subscribers of several shards and cores.
 */
class OnceAcrossShardsTest {
    private static final int MESSAGES = 2;
    private static final long DOWN_MS = 60_000;

    private final List<DurableClient> all = new ArrayList<>();
    private CutDisk disk;
    private CoresHarness node;
    private DurableClient publisher;
    private String topic;

    @BeforeEach
    void begin() {
        begin(1, false);
    }

    @ParameterizedTest(name = "{0} cores before, {1} after, retain {2}, subscribers away {3}")
    @CsvSource({
        "1, 1, false, false",
        "1, 1, false, true",
        "1, 1, true, false",
        "2, 2, false, false",
        "2, 2, false, true",
        "2, 2, true, false",
        "3, 3, true, true",
        "3, 1, false, false",
        "1, 3, true, false",
    })
    void shouldDeliverOnceBehindWhicheverFrameItIsCut(
            int cores, int coresAfter, boolean retain, boolean away) { // [MQTT-4.3.3]
        int begin = begin(cores, away);
        int frames = exchange(CutDisk.NO_CUT, Integer.MAX_VALUE, retain);
        assertThat(disk.count(ForwardFlyweight.BEGUN)).isEqualTo(MESSAGES);
        assertThat(disk.count(ForwardFlyweight.DONE)).isPositive();

        for (int cut = begin; cut <= frames; cut++) {
            for (int missed = 0; missed < 2; missed++) {
                begin(cores, away);
                exchange(cut, missed == 0 ? Integer.MAX_VALUE : cut % 7, retain);
                node =
                        CoresHarness.restarted(
                                disk,
                                coresAfter,
                                MqttConfig.DEFAULT,
                                FakeCore.STARTED_AT_MS + DOWN_MS);
                disk.cutAt(CutDisk.NO_CUT);
                DurableClient first = new DurableClient(node, sameShard());
                first.publish(topic, "x", retain); // takes the shard's next sequence
                all.add(first);
                finish();
                all.subList(0, all.size() - 1).forEach(client -> client.connect(node));
                finish();

                String where = "cut behind frame " + cut + " of " + frames + ", missed " + missed;
                for (DurableClient subscriber : all.subList(1, all.size() - 1)) {
                    assertThat(subscriber.received)
                            .as(where)
                            .containsExactlyInAnyOrder("m0", "m1", "x")
                            .containsSubsequence("m0", "m1");
                }
                assertThat(publisher.confirmed).as(where).containsExactly("m0", "m1");
            }
        }
    }

    /** The tables have the same as the journal: some of all is in them, the rest replayed. */
    @ParameterizedTest
    @CsvSource({"1, false", "3, true"})
    void shouldDeliverOnceFromTables(int cores, boolean retain, @TempDir Path directory)
            throws IOException {
        int begin = begin(cores, false);
        exchange(CutDisk.NO_CUT, Integer.MAX_VALUE, retain);
        int frames = disk.frames();

        for (int cut = begin; cut <= frames; cut += 5) {
            begin(cores, false);
            exchange(cut, Integer.MAX_VALUE, retain);
            int inTables = begin + (cut - begin) * (cut % 4) / 3;
            node =
                    CoresHarness.restartedFromTables(
                            disk,
                            Math.min(inTables, disk.frames()),
                            directory.resolve("cut" + cut),
                            cores,
                            FakeCore.STARTED_AT_MS + DOWN_MS);
            disk.cutAt(CutDisk.NO_CUT);
            all.forEach(client -> client.connect(node));
            finish();

            for (DurableClient subscriber : all.subList(1, all.size())) {
                assertThat(subscriber.received)
                        .as("cut behind %d, %d in tables", cut, inTables)
                        .containsExactly("m0", "m1");
            }
        }
    }

    /** A client id at home in the publisher's shard. */
    private String sameShard() {
        int shard = node.shards.shardOf(publisher.id());
        for (int i = 0; ; i++) {
            if (node.shards.shardOf("x" + i) == shard) {
                return "x" + i;
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, old", "2, old", "3, old", "1, ''", "3, ''"})
    void shouldNotPutAnOlderRetainedMessageBackInPlaceOfANewerOne(int cores, String older) {
        begin(cores, false);
        publisher.publish(topic, older, true);
        finish();
        FakeConnection other = node.client(0, 0, "o");
        node.exchange(other, CoresHarness.publish(0b011, topic, 1, "newer"));
        finish();

        disk.forget(ForwardFlyweight.DONE);
        node = CoresHarness.restarted(disk, cores, MqttConfig.DEFAULT, FakeCore.STARTED_AT_MS);
        all.forEach(client -> client.connect(node));
        DurableClient late = new DurableClient(node, node.idAt(0, "l"));
        late.subscribe(node, topic, 1);
        all.add(late);
        finish();

        assertThat(late.received).containsExactly("newer");
        assertThat(all.get(1).received).containsExactly(older, "newer");
    }

    /** Publisher and subscribers are there. @return frames written by then */
    private int begin(int cores, boolean away) {
        disk = new CutDisk();
        all.clear();
        node =
                new CoresHarness(
                        cores, 4096, MqttConfig.DEFAULT, disk::journal, FakeCore.STARTED_AT_MS);
        topic = node.named(cores - 1, "t");
        publisher = new DurableClient(node, node.idAt(0, "p"));
        all.add(publisher);
        for (int i = 0; i < 4; i++) {
            DurableClient subscriber = new DurableClient(node, node.idAt(i % cores, "s" + i + "-"));
            subscriber.subscribe(node, topic, 2);
            all.add(subscriber);
        }
        node.settle();
        if (away) {
            all.subList(1, all.size()).forEach(DurableClient::cut);
            node.settle();
        }
        return disk.frames();
    }

    /** Sends the messages until the disk is cut. @return frames written by then */
    private int exchange(int cut, int packets, boolean retain) {
        disk.cutAt(cut);
        all.forEach(client -> client.takes(packets));
        for (int i = 0; i < MESSAGES; i++) {
            publisher.publish(topic, "m" + i, retain);
        }
        finish();
        return disk.frames();
    }

    private void finish() {
        DurableClient.finish(node, all);
    }
}
