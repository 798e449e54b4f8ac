package io.robustmq.kernel.cores;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import java.util.HexFormat;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class PublicationFlyweightTest {
    private final ExpandableArrayBuffer to = new ExpandableArrayBuffer();

    @Test
    void shouldWriteTheseBytes() { // the journal has them, too: a change needs a new version there
        int length = PublicationFlyweight.write(to, 0, publication("t", "pr", "pay"));

        byte[] bytes = new byte[length];
        to.getBytes(0, bytes);
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo(
                        "05000000" // QoS 1, RETAIN
                                + "01000000"
                                + "02000000"
                                + "0807060504030201"
                                + "1100000000000000"
                                + "ffffffffffffff7f"
                                + "74"
                                + "7072"
                                + "706179");
    }

    @Test
    void shouldWriteTheMarkOfAForwardedMessageBeforeItsTopic() {
        Publication marked = publication("t", "pr", "pay").forwarded(0x0A0B, 0x0C);
        int length = PublicationFlyweight.write(to, 3, marked);

        byte[] bytes = new byte[length];
        to.getBytes(3, bytes);
        assertThat(length).isEqualTo(PublicationFlyweight.lengthOf(marked));
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo(
                        "0d000000" // QoS 1, RETAIN, FORWARDED
                                + "01000000"
                                + "02000000"
                                + "0807060504030201"
                                + "1100000000000000"
                                + "ffffffffffffff7f"
                                + "0b0a0000"
                                + "0c00000000000000"
                                + "74"
                                + "7072"
                                + "706179");
        Message read = PublicationFlyweight.wrap(to, 3, length, new Publication()).kept();
        assertThat(read.forwardStream()).isEqualTo(0x0A0B);
        assertThat(read.forwardSequence()).isEqualTo(0x0C);
        assertThat(read.bytes()).isEqualTo(marked.kept().bytes());
    }

    @Test
    void shouldReadWhatItWroteWhereverItBegins() {
        Publication written = publication("a/b", "", "x".repeat(300));
        int length = PublicationFlyweight.write(to, 7, written);
        assertThat(length).isEqualTo(PublicationFlyweight.lengthOf(written));

        Message read = PublicationFlyweight.wrap(to, 7, length, new Publication()).kept();

        assertThat(read.bytes()).isEqualTo(written.kept().bytes());
        assertThat(read.topicLength()).isEqualTo(3);
        assertThat(read.propertiesLength()).isZero();
        assertThat(read.qos()).isOne();
        assertThat(read.retain()).isTrue();
        assertThat(read.sender()).isEqualTo(0x0102030405060708L);
        assertThat(read.publishedAtMs()).isEqualTo(0x11);
        assertThat(read.expiresAtMs()).isEqualTo(Message.NEVER);
    }

    private static Publication publication(String topic, String properties, String payload) {
        UnsafeBuffer bytes = LinkedCores.bytes(topic + properties + payload);
        int payloadAt = topic.length() + properties.length();
        return new Publication()
                .begin(1, true, 0x0102030405060708L, 0x11, Message.NEVER)
                .topic(bytes, 0, topic.length())
                .properties(bytes, topic.length(), properties.length())
                .payload(bytes, payloadAt, payload.length());
    }
}
