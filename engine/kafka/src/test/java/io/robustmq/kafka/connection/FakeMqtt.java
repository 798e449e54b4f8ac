package io.robustmq.kafka.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.kernel.logged.ClosedTopics;
import io.robustmq.kernel.logged.Deliverer;
import io.robustmq.kernel.logged.LoggedTopics;
import io.robustmq.kernel.logged.RecordSink;
import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;

/** The other side of ties: what is published by hand, and what was delivered. */
final class FakeMqtt implements LoggedTopics, Deliverer {
    final Map<String, RecordSink> ties = new HashMap<>();
    final List<String> limits = new ArrayList<>();
    final Map<ClosedTopics, String> closed = new HashMap<>();
    final List<Message> delivered = new ArrayList<>();
    boolean keeps = true;
    Outcome answer = Outcome.DELIVERED;
    private final Publication publication = new Publication();

    @Override
    public void tie(String filter, RecordSink sink) {
        ties.put(filter, sink);
    }

    @Override
    public void untie(String filter, RecordSink sink) {
        ties.remove(filter, sink);
    }

    @Override
    public void limit(String filter, int recordBytesMax) {
        limits.add(filter);
    }

    @Override
    public void unlimit(String filter) {
        limits.remove(filter);
    }

    @Override
    public void close(String filter, ClosedTopics topics) {
        closed.put(topics, filter);
    }

    @Override
    public void open(ClosedTopics topics) {
        closed.remove(topics);
    }

    @Override
    public void whenTold(Runnable then) {
        then.run();
    }

    @Override
    public Outcome tryDeliver(Publication message) {
        if (answer == Outcome.DELIVERED && keeps) {
            delivered.add(message.kept());
        }
        return answer;
    }

    @Override
    public long ticket() {
        return 0;
    }

    @Override
    public boolean isKept(long ticket) {
        return true;
    }

    /** Topics and payloads of what was delivered. */
    List<String> deliveries() {
        return delivered.stream().map(FakeMqtt::text).toList();
    }

    private static String text(Message message) {
        byte[] topic = new byte[message.topicLength()];
        message.bytes().getBytes(0, topic);
        byte[] payload = new byte[message.payloadLength()];
        message.bytes().getBytes(message.payloadOffset(), payload);
        return new String(topic, UTF_8) + "=" + new String(payload, UTF_8);
    }

    /** Publishes to all who are tied to the filter. */
    void publish(String filter, int qos, String topic, String payload) {
        publishForwarded(filter, qos, topic, payload, 0, Message.NOT_FORWARDED);
    }

    /** One that may come again. */
    void publishForwarded(
            String filter, int qos, String topic, String payload, int stream, long sequence) {
        UnsafeBuffer topicBytes = new UnsafeBuffer(topic.getBytes(UTF_8));
        UnsafeBuffer payloadBytes = new UnsafeBuffer(payload.getBytes(UTF_8));
        publication
                .begin(qos, false, 1, 1_000, Message.NEVER)
                .topic(topicBytes, 0, topicBytes.capacity())
                .payload(payloadBytes, 0, payloadBytes.capacity());
        if (sequence != Message.NOT_FORWARDED) {
            publication.forwarded(stream, sequence);
        }
        RecordSink sink = ties.get(filter);
        if (sink == null) {
            throw new AssertionError("nothing is tied to " + filter + " but " + ties.keySet());
        }
        sink.append(publication);
    }
}
