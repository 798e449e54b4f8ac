package io.robustmq.mqtt.connection;

import static io.robustmq.mqtt.connection.CoresHarness.connect5;
import static io.robustmq.mqtt.connection.CoresHarness.publish5;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.transport.core.FakeCore;
import io.robustmq.transport.net.FakeConnection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Wills and expiries over restarts (faults D18, D19): time passes while the broker is down, none of
 * it passes backwards, nothing happens early, and a will is published once.
 */
@ParameterizedClass
@ValueSource(ints = {1, 3})
class TimeOverRestartsTest {
    private static final int QOS_1 = 0b010;
    private static final int RETAIN = 0b001;
    private static final int HOUR_S = 3_600;

    private final int cores;
    private CutDisk disk;
    private CoresHarness node;
    private String topic;
    private final List<DurableClient> watchers = new ArrayList<>();
    private long nowMs;

    TimeOverRestartsTest(int cores) {
        this.cores = cores;
    }

    @BeforeEach
    void start() {
        nowMs = FakeCore.STARTED_AT_MS;
        disk = new CutDisk();
        node = new CoresHarness(cores, 4096, MqttConfig.DEFAULT, disk::journal, nowMs);
        topic = node.named(cores - 1, "t");
        watchers.clear();
        for (int i = 0; i < 3; i++) {
            DurableClient each = new DurableClient(node, node.idAt(i % cores, "w" + i + "-"));
            each.subscribe(node, topic, 2);
            watchers.add(each);
        }
    }

    private FakeConnection connected(byte[] connect) {
        FakeConnection connection = node.connection(0);
        node.exchange(connection, connect);
        assertThat(connection.isOpen()).isTrue();
        return connection;
    }

    private void leave(FakeConnection connection) {
        connection.cut();
        node.settle();
    }

    private void passMs(long ms) {
        node.fakes.forEach(core -> core.advanceMs(ms));
        nowMs += ms;
        for (int round = 0; round < 10; round++) {
            node.settle();
            watchers.forEach(DurableClient::handle);
        }
    }

    private void restartAfterMs(long ms) {
        nowMs += ms;
        node = CoresHarness.restarted(disk, cores, MqttConfig.DEFAULT, nowMs);
        watchers.forEach(each -> each.connect(node));
        passMs(1); // timers of the past fire
    }

    private void assertReceived(String... payloads) {
        for (DurableClient each : watchers) {
            assertThat(each.received).containsExactly(payloads);
        }
    }

    @Test
    void shouldPublishAWillOnceBehindWhicheverFrameItIsCut() { // [MQTT-3.1.2-8]
        FakeConnection mortal = connected(connect5("mortal", HOUR_S, topic, 0));
        int begin = disk.frames();
        mortal.cut();
        passMs(1);
        assertReceived("gone");
        int frames = disk.frames();

        for (int cut = begin; cut <= frames; cut++) {
            start();
            mortal = connected(connect5("mortal", HOUR_S, topic, 0));
            disk.cutAt(cut);
            mortal.cut();
            passMs(1);
            disk.cutAt(CutDisk.NO_CUT);
            restartAfterMs(1_000);
            restartAfterMs(1_000);

            for (DurableClient each : watchers) {
                assertThat(each.received)
                        .as("cut behind frame " + cut + " of " + frames)
                        .containsExactly("gone");
            }
        }
    }

    @Test
    void shouldCountAWillsDelayWhileTheBrokerIsDown() { // [MQTT-3.1.3-9]
        leave(connected(connect5("mortal", HOUR_S, topic, 60)));
        passMs(10_000);

        restartAfterMs(30_000);
        passMs(19_900);
        assertReceived();
        passMs(1_200);

        assertReceived("gone");
    }

    @Test
    void shouldPublishAtTheStartAWillWhoseTimeCameWhileItWasDown() {
        leave(connected(connect5("mortal", HOUR_S, topic, 60)));
        passMs(10_000);

        restartAfterMs(51_000);

        assertReceived("gone");
    }

    @Test
    void shouldNotPublishAWillEarlyWhenTheClockWasSetBack() {
        leave(connected(connect5("mortal", HOUR_S, topic, 60)));
        passMs(10_000);

        restartAfterMs(-3_600_000);
        passMs(49_000);
        assertReceived();
        passMs(12_000); // its delay counts anew from what the journal knows at the least

        assertReceived("gone");
    }

    @Test
    void shouldNotTakeALifeWithAClockSetBackForALongTime() {
        passMs(10_000);
        node.exchange(connected(connect5("p", 0)), publish5(QOS_1, topic, 1, HOUR_S, "x"));
        passMs(1);
        restartAfterMs(-3_600_000);
        leave(connected(connect5("mortal", HOUR_S, topic, 60)));
        passMs(1_000);

        restartAfterMs(3_600_000);
        passMs(55_000);
        assertReceived("x");
        passMs(5_000);

        assertReceived("x", "gone");
    }

    @Test
    void shouldNotPublishTheWillOfAClientThatIsBack() { // [MQTT-3.1.3-9]
        leave(connected(connect5("mortal", HOUR_S, topic, 60)));
        passMs(10_000);
        restartAfterMs(30_000);

        connected(connect5("mortal", HOUR_S));
        passMs(60_000);

        assertReceived();
    }

    @Test
    void shouldEndSessionsWhoseTimeCameWhileItWasDown() { // §3.1.2.11.2
        leave(connected(connect5("short", 60)));
        leave(connected(connect5("long", 120)));
        passMs(10_000);

        restartAfterMs(51_000);

        assertThat(present("short")).isFalse();
        assertThat(present("long")).isTrue();
    }

    private boolean present(String id) {
        FakeConnection connection = node.connection(0);
        return node.exchange(connection, connect5(id, 60))[2] == 1;
    }

    @Test
    void shouldCountAMessagesExpiryWhileTheBrokerIsDown() { // [MQTT-3.3.2-5]
        watchers.forEach(DurableClient::cut);
        FakeConnection publisher = connected(connect5("p", 0));
        node.exchange(publisher, publish5(QOS_1, topic, 1, 60, "short"));
        node.exchange(publisher, publish5(QOS_1, topic, 2, 90, "long"));
        passMs(10_000);

        restartAfterMs(51_000);

        assertReceived("long");
        assertThat(node.count(MqttMetric.DROPPED_EXPIRED)).isEqualTo(watchers.size());
    }

    @Test
    void shouldCountARetainedMessagesExpiryWhileTheBrokerIsDown() {
        FakeConnection publisher = connected(connect5("p", 0));
        node.exchange(publisher, publish5(QOS_1 | RETAIN, topic + "/1", 1, 60, "short"));
        node.exchange(publisher, publish5(QOS_1 | RETAIN, topic + "/2", 2, 90, "long"));
        passMs(10_000);

        restartAfterMs(51_000);
        DurableClient reader = new DurableClient(node, node.idAt(0, "r"));
        reader.subscribe(node, topic + "/#", 1);
        node.settle();
        reader.handle();

        assertThat(reader.received).containsExactly("long");
    }

    @Test
    void shouldExpireNothingEarlyWhenTheClockWasSetBack() {
        watchers.forEach(DurableClient::cut);
        FakeConnection publisher = connected(connect5("p", 0));
        node.exchange(publisher, publish5(QOS_1, topic, 1, 60, "x"));

        restartAfterMs(-3_600_000);

        assertReceived("x");
    }
}
