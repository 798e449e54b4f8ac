package io.robustmq.conformance.publish;

import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Settings;
import io.robustmq.conformance.broker.TestBroker;
import io.robustmq.conformance.broker.TestBroker.Listener;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** As {@link LargeMessageTest}, between clients that different cores serve. */
@ExtendWith(BrokerExtension.class)
@Settings({"engine.cores=2", "mqtt.max-packet-size=64MiB"})
class LargeMessageAcrossCoresTest {
    private final TestBroker broker;

    LargeMessageAcrossCoresTest(TestBroker broker) {
        this.broker = broker;
    }

    @ParameterizedTest
    @EnumSource(Listener.class)
    void shouldPassLargeOnesOnOverEveryListener(Listener listener) {
        LargeMessages.shouldPassOn(broker, listener);
    }
}
