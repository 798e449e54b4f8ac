package io.robustmq.conformance.publish;

import static io.robustmq.conformance.wire.Bytes.bytes;
import static io.robustmq.conformance.wire.Bytes.packet;
import static io.robustmq.conformance.wire.Bytes.string;
import static io.robustmq.conformance.wire.Bytes.u16;
import static io.robustmq.conformance.wire.MqttVersion.V3_1_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.wire.MqttClient;
import io.robustmq.conformance.wire.Packet.Publication;
import io.robustmq.conformance.wire.Publish;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** FAULTS O5, small: a subscription that more retained messages match than any output holds. */
@ExtendWith(BrokerExtension.class)
class RetainedReplayTest {
    private static final int MESSAGES = 8_000;

    /** Together 32 MB: beyond the broker's output and the kernel's buffers. */
    private static final byte[] PAYLOAD = new byte[4_000];

    private final TestBroker broker;

    RetainedReplayTest(TestBroker broker) {
        this.broker = broker;
    }

    @Test
    void shouldServeOthersWhileManyRetainedMessagesAreUnderWay() {
        String topic = Names.topic();
        MqttClient publisher = broker.connect(V3_1_1);
        for (int i = 0; i < MESSAGES; i++) {
            publisher.send(Publish.to(topic + "/" + i, PAYLOAD).retained());
        }
        publisher.ping();
        MqttClient subscriber = broker.connect(V3_1_1);
        MqttClient other = broker.connect(V3_1_1).subscribe(topic, 1);

        subscriber.wire().send(packet(0x82, u16(1), string(topic + "/#"), bytes(0)));

        // The subscriber reads nothing, so its replay cannot be over.
        for (int i = 0; i < 20; i++) {
            other.ping();
            publisher.publish(Publish.to(topic, "n" + i).qos(1));
            other.expect(topic, "n" + i);
        }
        subscriber.wire().expect(0x90, 3, 0, 1, 0);
        Set<String> topics = new HashSet<>();
        while (topics.size() < MESSAGES) {
            Publication message = subscriber.receive();
            if (message.retain()) {
                assertThat(topics.add(message.topic())).as("%s came once", message).isTrue();
            }
        }

        for (int i = 0; i < MESSAGES; i++) { // nothing stays for other tests
            publisher.send(Publish.to(topic + "/" + i, new byte[0]).retained());
        }
        publisher.ping();
    }
}
