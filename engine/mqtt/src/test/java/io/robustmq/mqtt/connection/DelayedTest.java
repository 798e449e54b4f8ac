package io.robustmq.mqtt.connection;

import static io.robustmq.mqtt.connection.CoresHarness.connect5;
import static io.robustmq.mqtt.connection.CoresHarness.publish;
import static io.robustmq.mqtt.connection.CoresHarness.publish5;
import static io.robustmq.mqtt.connection.MqttHarness.bytes;
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

/** {@code $delayed/SECONDS/TOPIC} on one core and on several, in one life and over several. */
@ParameterizedClass
@ValueSource(ints = {1, 2, 3})
class DelayedTest {
    private static final int QOS_1 = 0b010;
    private static final int QOS_2 = 0b100;
    private static final int RETAIN = 0b001;

    private final int cores;
    private CutDisk disk;
    private CoresHarness node;
    private String topic;
    private final List<DurableClient> subscribers = new ArrayList<>();
    private FakeConnection publisher;
    private long nowMs = FakeCore.STARTED_AT_MS;

    DelayedTest(int cores) {
        this.cores = cores;
    }

    @BeforeEach
    void start() {
        start(MqttConfig.DEFAULT);
    }

    private void start(MqttConfig config) {
        disk = new CutDisk();
        node = new CoresHarness(cores, 4096, config, disk::journal, nowMs);
        topic = node.named(cores - 1, "t");
        subscribers.clear();
        for (int i = 0; i < 3; i++) {
            DurableClient each = new DurableClient(node, node.idAt(i % cores, "s" + i + "-"));
            each.subscribe(node, topic, 2);
            subscribers.add(each);
        }
        publisher = node.client(0, 0, "p");
    }

    private void passMs(long ms) {
        node.fakes.forEach(core -> core.advanceMs(ms));
        nowMs += ms;
        finish();
    }

    private void finish() {
        for (int round = 0; round < 10; round++) {
            node.settle();
            subscribers.forEach(DurableClient::handle);
        }
    }

    private void restartAfterMs(long ms) {
        nowMs += ms;
        node = CoresHarness.restarted(disk, cores, MqttConfig.DEFAULT, nowMs);
        subscribers.forEach(each -> each.connect(node));
        passMs(1); // timers of the past fire
    }

    private void assertReceived(String... payloads) {
        for (DurableClient each : subscribers) {
            assertThat(each.received).containsExactly(payloads);
        }
    }

    @Test
    void shouldPublishWhenTheDelayIsOver() {
        assertThat(node.exchange(publisher, publish(QOS_1, "$delayed/5/" + topic, 1, "late")))
                .isEqualTo(bytes(0x40, 2, 0, 1));
        node.exchange(publisher, publish(0, "$delayed/3/" + topic, 0, "soon"));
        node.exchange(publisher, publish(QOS_2, "$delayed/4/" + topic, 2, "then"));
        assertThat(node.count(MqttMetric.DELAYED_MESSAGES)).isEqualTo(3);

        passMs(2_999);
        assertReceived();
        passMs(2_002);

        assertReceived("soon", "then", "late");
        assertThat(node.count(MqttMetric.DELAYED_MESSAGES)).isZero();
        assertThat(node.count(MqttMetric.DELAYED_BYTES)).isZero();
    }

    @Test
    void shouldAcknowledgeWhenItsHomeHasKeptIt() {
        node.journals.getLast().held = true;

        assertThat(node.exchange(publisher, publish(QOS_1, "$delayed/5/" + topic, 1, "x")))
                .isEmpty();
        node.journals.getLast().held = false;
        node.settle();

        assertThat(publisher.sent()).isEqualTo(bytes(0x40, 2, 0, 1));
    }

    @Test
    void shouldRetainWhenItIsDue() {
        node.exchange(publisher, publish(QOS_1 | RETAIN, "$delayed/5/" + topic, 1, "kept"));
        DurableClient early = new DurableClient(node, node.idAt(0, "e"));
        early.subscribe(node, topic, 1);
        early.handle();
        assertThat(early.received).isEmpty();

        passMs(5_001);

        DurableClient late = new DurableClient(node, node.idAt(0, "l"));
        late.subscribe(node, topic, 1);
        late.handle();
        assertThat(late.received).containsExactly("kept");
        assertReceived("kept");
    }

    @Test
    void shouldPublishOnceWhatCameDueWhileItWasDown() {
        node.exchange(publisher, publish(QOS_1, "$delayed/60/" + topic, 1, "a"));
        node.exchange(publisher, publish(QOS_1, "$delayed/30/" + topic, 2, "b"));
        node.exchange(publisher, publish(QOS_1, "$delayed/600/" + topic, 3, "c"));
        passMs(10_000);

        restartAfterMs(60_000);
        assertReceived("b", "a");
        restartAfterMs(60_000);
        assertReceived("b", "a");
        passMs(468_998);
        assertReceived("b", "a");
        passMs(1_000);

        assertReceived("b", "a", "c");
    }

    /** D19: a clock that was set back while the broker was down makes nothing early. */
    @Test
    void shouldNotBeEarlyWhenTheClockWasSetBack() {
        node.exchange(publisher, publish(QOS_1, "$delayed/60/" + topic, 1, "a"));
        passMs(10_000);

        restartAfterMs(-3_600_000);
        passMs(49_000);

        assertReceived();
    }

    /** D18: killed behind every frame, the message is published once to each. */
    @Test
    void shouldPublishOnceBehindWhicheverFrameItIsCut() {
        DurableClient sender = new DurableClient(node, node.idAt(0, "d"));
        int begin = disk.frames();
        sender.publish("$delayed/5/" + topic, "x", false);
        finish();
        sender.handle();
        finish();
        passMs(5_001);
        int frames = disk.frames();

        for (int cut = begin; cut <= frames; cut++) {
            nowMs = FakeCore.STARTED_AT_MS;
            start();
            DurableClient again = new DurableClient(node, node.idAt(0, "d"));
            disk.cutAt(cut);
            again.publish("$delayed/5/" + topic, "x", false);
            finish();
            again.handle();
            finish();
            passMs(5_001);
            disk.cutAt(CutDisk.NO_CUT);
            restartAfterMs(1_000);
            again.connect(node);
            for (int round = 0; round < 4; round++) {
                again.handle();
                finish();
            }
            passMs(5_001);

            for (DurableClient each : subscribers) {
                assertThat(each.received)
                        .as("cut behind " + cut + " of " + frames)
                        .containsExactly("x");
            }
        }
    }

    @Test
    void shouldRefuseMoreThanTheLimits() {
        start(limited(2, 10));
        String wanted = "$delayed/5/" + topic;
        node.exchange(publisher, publish(QOS_1, wanted, 1, "12345678901")); // over the bytes
        assertThat(node.count(MqttMetric.DELAYED_MESSAGES)).isZero();
        node.exchange(publisher, publish(QOS_1, wanted, 2, "1"));
        node.exchange(publisher, publish(QOS_1, wanted, 3, "2"));

        assertThat(node.exchange(publisher, publish(QOS_1, wanted, 4, "3")))
                .isEqualTo(bytes(0x40, 2, 0, 4)); // 3.1.1 has no reason codes
        assertThat(node.count(MqttMetric.DELAYED_MESSAGES)).isEqualTo(2);
        assertThat(node.count(MqttMetric.PUBLISHES_REFUSED)).isEqualTo(2);
        passMs(5_001);
        assertReceived("1", "2");
    }

    @Test
    void shouldCountItsExpiryFromWhenItWasPublished() { // [MQTT-3.3.2-5]
        FakeConnection five = node.connection(0);
        node.exchange(five, connect5("five", 0));
        node.exchange(five, publish5(QOS_1, "$delayed/90/" + topic, 1, 60, "short"));
        node.exchange(five, publish5(QOS_1, "$delayed/90/" + topic, 2, 100, "long"));

        passMs(90_001);

        assertReceived("long");
        assertThat(node.count(MqttMetric.DROPPED_EXPIRED)).isOne();
        assertThat(node.count(MqttMetric.DELAYED_MESSAGES)).isZero();
    }

    @Test
    void shouldTellA5ClientWhatIsWrong() {
        start(limited(0, 1000));
        FakeConnection five = node.connection(0);
        node.exchange(five, connect5("five", 0));
        assertThat(node.exchange(five, publish5(QOS_1, "$delayed/5/" + topic, 1, 60, "x")))
                .startsWith(0x40, 3, 0, 1, 0x97);

        assertThat(node.exchange(five, publish5(QOS_1, "$delayed/5", 2, 60, "x")))
                .startsWith(0xE0)
                .contains((byte) 0x90);
    }

    private static MqttConfig limited(int maxCount, long maxBytes) {
        MqttConfig base = MqttConfig.DEFAULT;
        return new MqttConfig(
                base.listeners(),
                base.connections(),
                base.packets(),
                base.sessions(),
                base.retained(),
                new MqttConfig.Delayed(maxCount, maxBytes),
                base.sharedStrategy(),
                null);
    }

    @Test
    void shouldCloseConnectionsThatSendOtherForms() {
        publisher.receive(publish(QOS_1, "$delayed/x/" + topic, 1, "x"));
        node.settle();

        assertThat(publisher.isOpen()).isFalse();
    }

    @Test
    void shouldRefuseSubscriptionsToDelayedTopics() {
        FakeConnection client = node.client(0, 0, "q");

        byte[] suback = node.exchange(client, CoresHarness.subscribe(1, "$delayed/5/t", 1));

        assertThat(suback).isEqualTo(bytes(0x90, 3, 0, 1, 0x80));
    }
}
