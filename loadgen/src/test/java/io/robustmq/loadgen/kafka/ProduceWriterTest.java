package io.robustmq.loadgen.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.kafka.produce.ProduceResponseEncoder;
import io.robustmq.codec.kafka.wire.WireWriter;
import io.robustmq.loadgen.rig.Latencies;
import io.robustmq.loadgen.rig.Stamp;
import io.robustmq.loadgen.rig.Tally;
import io.robustmq.transport.core.FakeCore;
import io.robustmq.transport.net.DirtyConnections;
import io.robustmq.transport.net.FakeConnection;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What leaves when, over a connection whose kernel is the test. */
class ProduceWriterTest {
    private static final int VERSION = 9;
    private static final int IN_FLIGHT = 2;
    private static final int PAYLOAD_BYTES = 1_000;
    private static final int RECORDS = 4;
    private static final UnsafeBuffer TOPIC = new UnsafeBuffer(new byte[] {'t'});

    private final FakeConnection connection =
            new FakeConnection(new FakeCore(), new DirtyConnections(), 1 << 20, 1 << 20);
    private final Tally tally = new Tally();
    private final ProduceWriter writer;

    ProduceWriterTest() {
        KafkaClient client = new KafkaClient(connection, new Silence());
        connection.handler(client);
        writer =
                new ProduceWriter(
                        client,
                        new KafkaSettings("t", 1, 1, RECORDS * 1_050, IN_FLIGHT, 1, 1, null, null),
                        tally,
                        new Latencies(),
                        VERSION,
                        0,
                        Stamp.base(1, 0),
                        PAYLOAD_BYTES);
        client.begin(writer);
    }

    @Test
    void shouldSendAsManyRequestsAsMayBeUnanswered() {
        connection.stuck(true);

        int taken = writer.send(0, 100, 0);

        assertThat(taken).isEqualTo((IN_FLIGHT + 1) * RECORDS); // the last one is only filled
    }

    /** A broker may answer before the kernel says that all of what it was given is gone. */
    @Test
    void shouldWaitUntilTheKernelGivesBackWhatIsAnswered() {
        connection.stuck(true);
        int first = writer.send(0, 100, 0);
        connection.receive(answer(1));
        connection.receive(answer(2));

        int beforeGivenBack = writer.send(first, 100, 0);
        connection.stuck(false);
        int afterGivenBack = writer.send(first + beforeGivenBack, 100, 0);

        assertThat(tally.acknowledged).isEqualTo(2 * RECORDS);
        assertThat(beforeGivenBack).isZero();
        assertThat(afterGivenBack).isEqualTo(IN_FLIGHT * RECORDS);
    }

    private static byte[] answer(int correlationId) {
        UnsafeBuffer out = new UnsafeBuffer(new byte[256]);
        int at = ProduceResponseEncoder.head(out, 0, VERSION, 0, correlationId, 1);
        at = ProduceResponseEncoder.topic(out, at, VERSION, TOPIC, 0, 1, 0, 0, 1);
        at = ProduceResponseEncoder.partition(out, at, VERSION, 0, 0, 0, -1, 0);
        at = ProduceResponseEncoder.topicEnd(out, at, VERSION);
        at = ProduceResponseEncoder.tail(out, at, VERSION, 0);
        WireWriter.putFrameBytes(out, 0, at);
        return Arrays.copyOf(out.byteArray(), at);
    }

    /** Says nothing. */
    private static final class Silence implements KafkaClient.Conversation {
        @Override
        public void onResponse(KafkaClient client, DirectBuffer buffer, int offset, int length) {}

        @Override
        public void onEnded(KafkaClient client, String why) {
            throw new AssertionError(why);
        }
    }
}
