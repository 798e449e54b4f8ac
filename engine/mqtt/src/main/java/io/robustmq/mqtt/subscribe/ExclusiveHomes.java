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
import java.util.function.LongConsumer;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Exclusive rights to topics: held at each topic's home, asked for from any core. Each question has
 * a number; a right is held under the number it was last granted by, and given back by that number,
 * so that what an older question's asker gives up late takes nothing from a younger one.
 */
@OwnedBy(Core.class)
final class ExclusiveHomes {
    /** A question that was refused; questions are numbered from 1. */
    static final long REFUSED = 0;

    private final CoreLinks links;
    private final Shards shards;

    /** By topics at home here. */
    private final Map<String, Right> rights = new HashMap<>();

    private final Long2ObjectHashMap<LongConsumer> asked = new Long2ObjectHashMap<>();
    private long nextQuestion = 1;

    /** Who has a topic, by which question of its core. */
    private record Right(long session, long question) {}

    ExclusiveHomes(CoreLinks links, Shards shards) {
        this.links = links;
        this.shards = shards;
        links.on(CoreMessage.EXCLUSIVE_ASK, this::onAsk);
        links.on(
                CoreMessage.EXCLUSIVE_GRANTED,
                (from, question, b, at, n) -> onAnswered(question, question));
        links.on(
                CoreMessage.EXCLUSIVE_REFUSED,
                (from, question, b, at, n) -> onAnswered(question, REFUSED));
        links.on(CoreMessage.EXCLUSIVE_RELEASE, this::onRelease);
    }

    private int homeOf(String topic) {
        return shards.coreOf(shards.shardOf(topic));
    }

    /**
     * @param answer given the number to release the right by, or {@link #REFUSED}: now, when the
     *     topic is at home here
     */
    void ask(MqttSession session, String topic, LongConsumer answer) {
        int home = homeOf(topic);
        long question = nextQuestion++;
        if (home == links.self()) {
            boolean granted = tryHold(topic, new Right(session.number(), question));
            answer.accept(granted ? question : REFUSED);
            return;
        }
        asked.put(question, answer);
        post(home, CoreMessage.EXCLUSIVE_ASK, question, session, topic);
    }

    /**
     * @param question the right was granted by
     */
    void release(MqttSession session, String topic, long question) {
        int home = homeOf(topic);
        if (home == links.self()) {
            rights.remove(topic, new Right(session.number(), question));
        } else {
            post(home, CoreMessage.EXCLUSIVE_RELEASE, question, session, topic);
        }
    }

    private void post(int home, int type, long question, MqttSession session, String topic) {
        UnsafeBuffer body = new UnsafeBuffer(new byte[Long.BYTES + topic.getBytes(UTF_8).length]);
        body.putLong(0, session.number());
        body.putStringWithoutLengthUtf8(Long.BYTES, topic);
        links.post(home, type, question, body, 0, body.capacity());
    }

    private boolean tryHold(String topic, Right right) {
        Right held = rights.get(topic);
        boolean free = held == null || held.session == right.session;
        if (free) {
            rights.put(topic, right);
        }
        return free;
    }

    private void onAsk(int from, long question, DirectBuffer buffer, int at, int length) {
        boolean granted = tryHold(topic(buffer, at, length), right(question, buffer, at));
        links.post(
                from,
                granted ? CoreMessage.EXCLUSIVE_GRANTED : CoreMessage.EXCLUSIVE_REFUSED,
                question);
    }

    private void onRelease(int from, long question, DirectBuffer buffer, int at, int length) {
        rights.remove(topic(buffer, at, length), right(question, buffer, at));
    }

    private static Right right(long question, DirectBuffer buffer, int at) {
        return new Right(buffer.getLong(at), question);
    }

    private static String topic(DirectBuffer buffer, int at, int length) {
        return buffer.getStringWithoutLengthUtf8(at + Long.BYTES, length - Long.BYTES);
    }

    private void onAnswered(long question, long answer) {
        Objects.requireNonNull(asked.remove(question)).accept(answer);
    }
}
