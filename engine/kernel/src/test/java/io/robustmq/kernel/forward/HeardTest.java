package io.robustmq.kernel.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.shard.Shards;
import java.util.HashSet;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class HeardTest {
    @Test
    void shouldKnowWhatCameOfEachStream() {
        Heard heard = new Heard();
        heard.applied(3, 10);
        heard.applied(4, 2);

        assertThat(heard.has(3, 10)).isTrue();
        assertThat(heard.has(3, 9)).isTrue();
        assertThat(heard.has(3, 11)).isFalse();
        assertThat(heard.has(4, 3)).isFalse();
        assertThat(heard.has(5, 1)).isFalse();
    }

    @Test
    void shouldNotGoBack() {
        Heard heard = new Heard();
        heard.applied(3, 10);

        heard.applied(3, 7);

        assertThat(heard.last(3)).isEqualTo(10);
    }

    /** The bound of what a receiver may remember. */
    @Test
    void shouldHearOfAsManyStreamsAsThereAre() {
        Shards shards = new Shards(16, 2);
        Heard heard = new Heard();
        Set<Integer> streams = new HashSet<>();
        for (int topic = 0; topic < 1_000; topic++) {
            for (int shard = 0; shard < shards.count(); shard++) {
                streams.add(ForwardStreams.of(shard, publication("t" + topic, true), shards));
                streams.add(ForwardStreams.of(shard, publication("t" + topic, false), shards));
                streams.add(ForwardStreams.between(shard, 3));
            }
        }

        streams.forEach(stream -> heard.applied(stream, 1));

        assertThat(heard.streams()).isEqualTo(ForwardStreams.count(shards));
    }

    static Publication publication(String topic, boolean retain) {
        UnsafeBuffer bytes = new UnsafeBuffer(topic.getBytes(UTF_8));
        return new Publication()
                .begin(2, retain, 0, 1, Message.NEVER)
                .topic(bytes, 0, bytes.capacity())
                .payload(bytes, 0, bytes.capacity());
    }
}
