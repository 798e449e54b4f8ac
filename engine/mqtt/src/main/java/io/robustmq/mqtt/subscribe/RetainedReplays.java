package io.robustmq.mqtt.subscribe;

import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.retained.RetainedCursor;
import io.robustmq.kernel.retained.RetainedMessages;
import io.robustmq.kernel.route.Subscription;
import io.robustmq.mqtt.session.MqttSession;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreClock;
import io.robustmq.transport.core.OwnedBy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Brings the retained messages to new subscriptions, a portion of each in turn, as fast as its
 * client takes them: a million of them delay nobody else and fill no queue.
 */
@OwnedBy(Core.class)
public final class RetainedReplays {
    /** Tree nodes one replay steps on before the next one has its turn. */
    static final int NODES_PER_TURN = 256;

    /** Replays that have a turn in one cycle. */
    static final int TURNS_PER_CYCLE = 64;

    private final RetainedMessages retained;
    private final CoreClock clock;
    private final Publication publication = new Publication();
    private final ArrayDeque<Replay> waiting = new ArrayDeque<>();

    public RetainedReplays(RetainedMessages retained, CoreClock clock) {
        this.retained = retained;
        this.clock = clock;
    }

    /**
     * Sends what matches now, the first portion at once.
     *
     * @param matched the filter proper: an exclusive subscription's is not the name it came with
     */
    public void begin(MqttSession session, Subscription subscription, String matched) {
        UnsafeBuffer filter = new UnsafeBuffer(matched.getBytes(StandardCharsets.UTF_8));
        Replay replay =
                new Replay(session, subscription, retained.cursor(filter, 0, filter.capacity()));
        replay.turn();
        if (!replay.isDone()) {
            waiting.add(replay);
        }
    }

    /** Once per cycle. @return messages sent */
    public int doWork() {
        int sent = 0;
        for (int turns = Math.min(waiting.size(), TURNS_PER_CYCLE); turns > 0; turns--) {
            Replay replay = waiting.removeFirst();
            sent += replay.turn();
            if (!replay.isDone()) {
                waiting.addLast(replay);
            }
        }
        return sent;
    }

    /** One subscription's walk through the retained messages. */
    private final class Replay {
        private final MqttSession session;
        private final Subscription subscription;
        private final RetainedCursor<Message> cursor;
        private @Nullable Message refused;
        private int sent;

        Replay(MqttSession session, Subscription subscription, RetainedCursor<Message> cursor) {
            this.session = session;
            this.subscription = subscription;
            this.cursor = cursor;
        }

        boolean isDone() {
            return cursor.isDone() && refused == null;
        }

        /**
         * @return progress made: messages sent, or nodes walked when there is more to walk
         */
        int turn() {
            if (!session.isConnected()
                    || session.subscription(subscription.filter()) != subscription) {
                refused = null;
                cursor.close();
                return 0;
            }
            Message again = refused;
            sent = 0;
            if (again != null) {
                refused = null;
                onMessage(again);
            }
            int steps = 0;
            while (refused == null && steps < NODES_PER_TURN && !cursor.isDone()) {
                cursor.forEach(1, this::onMessage);
                steps++;
            }
            return sent + (refused == null ? steps : 0);
        }

        private void onMessage(Message message) {
            if (message.isExpired(clock.nowMs())) {
                retained.forget(message);
            } else if (session.deliverRetained(publication.wrap(message), subscription)) {
                sent++;
            } else {
                refused = message;
            }
        }
    }
}
