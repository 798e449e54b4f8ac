package io.robustmq.conformance.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.codec.kafka.wire.RequestHeaderEncoder;
import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Settings;
import io.robustmq.conformance.broker.TestBroker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** FAULTS P11: what may be sent by who has not said who it is. */
@ExtendWith(BrokerExtension.class)
@Settings(
        value = {
            "engine.cores=1",
            "kafka.tcp=127.0.0.1:0",
            "auth.anonymous=false",
            "auth.users=" + KafkaUsers.FILE
        },
        after = KafkaUsers.class)
class StrangerTest {
    private static final int STRANGER_REQUEST_BYTES_MAX = 64 << 10;

    private final RawClient client;

    StrangerTest(TestBroker broker) {
        client = RawClient.to(broker);
    }

    @Test
    void shouldAnswerTheLargestRequestOfAStranger() {
        int head = RequestHeaderEncoder.bytes(Api.API_VERSIONS, 0, "raw".length()) - Integer.BYTES;

        client.request(Api.API_VERSIONS, 0, new byte[STRANGER_REQUEST_BYTES_MAX - head]);

        assertThat(client.receive().byteArray()).startsWith(0, 0, 0, 1, 0, 0);
        client.close();
    }

    @Test
    void shouldCloseOnALargerOne() {
        client.declare(STRANGER_REQUEST_BYTES_MAX + 1).expectClosed();
    }

    @Test
    void shouldCloseOnWhatOthersMaySend() {
        client.declare(100_000_000).expectClosed();
    }
}
