package io.robustmq.mqtt.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.mqtt.MqttConfig;
import io.robustmq.transport.core.FakeCore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/**
 * A node with three durable subscribers, spread over its cores, to a topic that is at home on the
 * last one; over several lives, and in the time that the test lets pass.
 */
abstract class SeveralLives {
    private static final int SUBSCRIBERS = 3;

    /** Rounds within which every exchange has come to its end. */
    private static final int ROUNDS = 10;

    final int cores;
    final List<DurableClient> subscribers = new ArrayList<>();
    CutDisk disk;
    CoresHarness node;
    String topic;
    private long nowMs;

    SeveralLives(int cores) {
        this.cores = cores;
    }

    @BeforeEach
    void start() {
        start(MqttConfig.DEFAULT);
    }

    /** The first life. */
    void start(MqttConfig config) {
        nowMs = FakeCore.STARTED_AT_MS;
        disk = new CutDisk();
        node = new CoresHarness(cores, 4096, config, disk::journal, nowMs);
        topic = node.named(cores - 1, "t");
        subscribers.clear();
        for (int i = 0; i < SUBSCRIBERS; i++) {
            DurableClient each = new DurableClient(node, node.idAt(i % cores, "s" + i + "-"));
            each.subscribe(node, topic, 2);
            subscribers.add(each);
        }
    }

    void passMs(long ms) {
        node.fakes.forEach(core -> core.advanceMs(ms));
        nowMs += ms;
        finish();
    }

    void finish() {
        for (int round = 0; round < ROUNDS; round++) {
            node.settle();
            subscribers.forEach(DurableClient::handle);
        }
    }

    /**
     * @param ms on the wall; negative when the clock was set back
     */
    void restartAfterMs(long ms) {
        nowMs += ms;
        node = CoresHarness.restarted(disk, cores, MqttConfig.DEFAULT, nowMs);
        subscribers.forEach(each -> each.connect(node));
        passMs(1); // timers of the past fire
    }

    void assertReceived(String... payloads) {
        for (DurableClient each : subscribers) {
            assertThat(each.received).containsExactly(payloads);
        }
    }
}
