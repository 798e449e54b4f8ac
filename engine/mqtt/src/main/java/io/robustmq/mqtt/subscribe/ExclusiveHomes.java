package io.robustmq.mqtt.subscribe;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.kernel.cores.CoreLinks;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.mqtt.CoreMessage;
import io.robustmq.mqtt.session.MqttSession;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/** Exclusive rights to topics: held at each topic's home, asked for from any core. */
@OwnedBy(Core.class)
final class ExclusiveHomes {
    private static final long GRANTED = 1L << 62;

    private final CoreLinks links;
    private final Shards shards;

    /** Topics at home here to the number of the session that has the right. */
    private final Map<String, Long> holders = new HashMap<>();

    private final Long2ObjectHashMap<Consumer<Boolean>> asked = new Long2ObjectHashMap<>();
    private long nextQuestion = 1;

    ExclusiveHomes(CoreLinks links, Shards shards) {
        this.links = links;
        this.shards = shards;
        links.on(CoreMessage.EXCLUSIVE_ASK, this::onAsk);
        links.on(CoreMessage.EXCLUSIVE_ANSWERED, (from, answer, b, at, n) -> onAnswered(answer));
        links.on(
                CoreMessage.EXCLUSIVE_RELEASE,
                (from, session, b, at, n) ->
                        holders.remove(b.getStringWithoutLengthUtf8(at, n), session));
    }

    private int homeOf(String topic) {
        return shards.coreOf(shards.shardOf(topic));
    }

    /**
     * @param answer told whether the session has the right: now, when the topic is at home here
     */
    void ask(MqttSession session, String topic, Consumer<Boolean> answer) {
        int home = homeOf(topic);
        if (home == links.self()) {
            answer.accept(tryHold(session.number(), topic));
            return;
        }
        UnsafeBuffer body = new UnsafeBuffer(new byte[Long.BYTES + topic.getBytes(UTF_8).length]);
        body.putLong(0, session.number());
        body.putStringWithoutLengthUtf8(Long.BYTES, topic);
        asked.put(nextQuestion, answer);
        links.post(home, CoreMessage.EXCLUSIVE_ASK, nextQuestion++, body, 0, body.capacity());
    }

    private boolean tryHold(long session, String topic) {
        Long holder = holders.putIfAbsent(topic, session);
        return holder == null || holder == session;
    }

    void release(MqttSession session, String topic) {
        int home = homeOf(topic);
        if (home == links.self()) {
            holders.remove(topic, session.number());
        } else {
            UnsafeBuffer name = new UnsafeBuffer(topic.getBytes(UTF_8));
            links.post(
                    home,
                    CoreMessage.EXCLUSIVE_RELEASE,
                    session.number(),
                    name,
                    0,
                    name.capacity());
        }
    }

    private void onAsk(int from, long question, DirectBuffer buffer, int at, int length) {
        String topic = buffer.getStringWithoutLengthUtf8(at + Long.BYTES, length - Long.BYTES);
        boolean granted = tryHold(buffer.getLong(at), topic);
        links.post(from, CoreMessage.EXCLUSIVE_ANSWERED, granted ? question | GRANTED : question);
    }

    private void onAnswered(long answer) {
        Objects.requireNonNull(asked.remove(answer & ~GRANTED)).accept((answer & GRANTED) != 0);
    }
}
