package io.robustmq.conformance.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Settings;
import io.robustmq.conformance.broker.TestBroker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FAULTS P11 and P12: sizes and counts that lie. One connection ends, no other is touched. */
@ExtendWith(BrokerExtension.class)
@Settings({"engine.cores=1", "kafka.tcp=127.0.0.1:0"})
class BadRequestTest {
    private static final int REQUEST_BYTES_MAX = 100 << 20;
    private static final long MIB = 1 << 20;

    private final TestBroker broker;
    private final RawClient bystander;

    BadRequestTest(TestBroker broker) {
        this.broker = broker;
        this.bystander = RawClient.to(broker);
    }

    @AfterEach
    void shouldServeWhoWasThereBefore() {
        MetadataResponseData answer =
                (MetadataResponseData)
                        bystander.ask(
                                Api.METADATA, 4, new MetadataRequestData().setTopics(List.of()));
        assertThat(answer.brokers()).hasSize(1);
        bystander.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, 0, 1, 9, REQUEST_BYTES_MAX + 1, Integer.MAX_VALUE})
    void shouldCloseOnASizeThatNoRequestHas(int size) {
        RawClient.to(broker).declare(size).expectClosed();
    }

    @Test
    void shouldCloseOnAnotherProtocol() {
        String http = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
        RawClient.to(broker).send(http.getBytes(US_ASCII)).expectClosed();

        byte[] tls = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};
        RawClient.to(broker).send(tls).expectClosed();
    }

    @Test
    void shouldTakeNoMemoryByASizeDeclared() {
        long before = broker.peakResidentBytes();
        List<RawClient> clients = new ArrayList<>();

        for (int i = 0; i < 50; i++) {
            clients.add(RawClient.to(broker).declare(REQUEST_BYTES_MAX).send(new byte[1000]));
        }

        shouldAnswer(); // after all of that was read
        assertThat(broker.peakResidentBytes() - before).isLessThan(50 * MIB);
        clients.forEach(RawClient::close);
    }

    private void shouldAnswer() {
        bystander.ask(Api.METADATA, 4, new MetadataRequestData().setTopics(List.of()));
    }

    @Test
    void shouldCloseOnWhatIsNotOffered() {
        RawClient.to(broker).request(Api.PRODUCE, 99, new byte[20]).expectClosed();
        RawClient.to(broker).request(Api.METADATA, -1, new byte[20]).expectClosed();
        byte[] leaderAndIsr = {0, 0, 0, 10, 0, 4, 0, 0, 0, 0, 0, 1, -1, -1};
        RawClient.to(broker).send(leaderAndIsr).expectClosed();
    }

    @Test
    void shouldAnswerAnUnknownVersionOfApiVersions() {
        RawClient client = RawClient.to(broker).request(Api.API_VERSIONS, 99, (byte) 0);

        byte[] answer = client.receive().byteArray();

        // correlation id | UNSUPPORTED_VERSION | one API: 18, 0 to … , as version 0 has it
        assertThat(answer).hasSize(16).startsWith(0, 0, 0, 1, 0, 35, 0, 0, 0, 1, 0, 18, 0, 0);
        client.close();
    }

    @Test
    void shouldCloseOnCountsThatTheRequestCannotHold() {
        // no transactional id | acks | time-out | 2^31 - 1 topics
        byte[] produce = {-1, -1, 0, 1, 0, 0, 1, 0, 0x7f, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};
        RawClient.to(broker).request(Api.PRODUCE, 3, produce).expectClosed();

        // replica | wait | min | max | isolation | 2^31 - 1 topics
        byte[] fetch = new byte[25];
        fetch[17] = 0x7f;
        fetch[18] = fetch[19] = fetch[20] = -1;
        RawClient.to(broker).request(Api.FETCH, 4, fetch).expectClosed();

        byte[] topics = {
            0x7f, -1, -1, -1, 0, 1, 'a', 0, 1, 'b', 0, 1, 'c', 0, 1, 'd', 0, 1, 'e', 0
        };
        RawClient.to(broker).request(Api.METADATA, 1, topics).expectClosed();

        byte[] compact = {-1, -1, -1, -1, 0x07, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
        RawClient.to(broker).request(Api.METADATA, 9, compact).expectClosed();
    }

    @Test
    void shouldCloseOnALengthBeyondTheRequest() {
        byte[] topic = {0, 0, 0, 1, 0x7f, -1, 'a'}; // one topic with a name of 32,767 bytes
        RawClient.to(broker).request(Api.METADATA, 1, topic).expectClosed();

        byte[] clientId = {0, 0, 0, 12, 0, 3, 0, 1, 0, 0, 0, 1, 0x7f, -1, 'a', 'b'};
        RawClient.to(broker).send(clientId).expectClosed();
    }

    @Test
    void shouldCloseOnMoreFieldsThanARequestMayHave() {
        int names = 600_000; // two fields each; empty
        byte[] deleteTopics = new byte[3 + names + 4 + 1];
        deleteTopics[0] = (byte) (names + 1 & 0x7f | 0x80);
        deleteTopics[1] = (byte) (names + 1 >> 7 & 0x7f | 0x80);
        deleteTopics[2] = (byte) (names + 1 >> 14);
        Arrays.fill(deleteTopics, 3, 3 + names, (byte) 1);

        RawClient.to(broker).request(Api.DELETE_TOPICS, 5, deleteTopics).expectClosed();
    }

    @Test
    void shouldServeARequestThatComesByteByByte() {
        RawClient client = RawClient.to(broker);
        byte[] request = {0, 0, 0, 14, 0, 3, 0, 1, 0, 0, 0, 7, -1, -1, 0, 0, 0, 0};
        for (byte each : request) {
            client.send(each);
        }

        assertThat(client.receive().byteArray()).startsWith(0, 0, 0, 7);
        client.close();
    }
}
