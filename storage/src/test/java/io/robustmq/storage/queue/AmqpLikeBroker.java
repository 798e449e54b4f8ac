package io.robustmq.storage.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.Journal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Queues as an AMQP 0-9-1 channel would use them, without the protocol: a channel numbers its
 * deliveries, acknowledges one or all up to one, and its end gives back what it had; confirms leave
 * in order when the journal has what they promise.
 */
final class AmqpLikeBroker {
    private final QueueShard shard;
    private final Journal journal;
    private final ArrayDeque<long[]> unconfirmed = new ArrayDeque<>();
    private long published;
    private long confirmed;

    AmqpLikeBroker(QueueShard shard, Journal journal) {
        this.shard = shard;
        this.journal = journal;
    }

    long declare(String name) {
        return shard.declare(name);
    }

    /** As basic.publish on a channel in confirm mode. @return its number on the channel, from 1 */
    long publish(String message, long... queues) {
        UnsafeBuffer body = new UnsafeBuffer(message.getBytes(UTF_8));
        long result =
                shard.publish(
                        queues,
                        queues.length,
                        Durability.SYNC,
                        body,
                        0,
                        body.capacity(),
                        QueueShard.NO_SENDER,
                        0,
                        0);
        if (result < 0) {
            throw new IllegalStateException("publish answered " + result);
        }
        unconfirmed.add(new long[] {++published, journal.handOver()});
        return published;
    }

    /** The highest number that basic.ack has confirmed. */
    long confirmed() {
        for (long[] next = unconfirmed.peek();
                next != null && next[1] <= journal.reached(Durability.SYNC);
                next = unconfirmed.peek()) {
            confirmed = next[0];
            unconfirmed.remove();
        }
        return confirmed;
    }

    Channel channel() {
        return new Channel();
    }

    record Delivery(long tag, String message, boolean redelivered, int returns) {}

    /** What one consumer has out. */
    final class Channel {
        private record Taken(long queue, long sequence) {}

        private final TreeMap<Long, Taken> out = new TreeMap<>();
        private long lastTag;

        /** As basic.get; null when there is nothing now. */
        @Nullable Delivery get(long queue) {
            Delivery[] delivery = new Delivery[1];
            long sequence =
                    shard.deliver(
                            queue,
                            (at, isRedelivered, returns, body, offset, length) -> {
                                delivery[0] =
                                        new Delivery(
                                                lastTag + 1,
                                                body.getStringWithoutLengthUtf8(offset, length),
                                                isRedelivered,
                                                returns);
                                return true;
                            });
            if (sequence < 0) {
                return null;
            }
            out.put(++lastTag, new Taken(queue, sequence));
            return delivery[0];
        }

        /** All that may be had now, up to a prefetch count. */
        List<String> consume(long queue, int prefetch) {
            List<String> messages = new ArrayList<>();
            while (out.size() < prefetch) {
                Delivery next = get(queue);
                if (next == null) {
                    break;
                }
                messages.add(next.message() + (next.redelivered() ? "*" : ""));
            }
            return messages;
        }

        void ack(long tag, boolean multiple) {
            settle(tag, multiple, true);
        }

        void nack(long tag, boolean multiple, boolean requeue) {
            settle(tag, multiple, !requeue);
        }

        /** The channel ends: what it had waits again. */
        void close() {
            if (!out.isEmpty()) {
                settle(out.lastKey(), true, false);
            }
        }

        private void settle(long tag, boolean multiple, boolean removes) {
            var settled =
                    new TreeMap<>(
                            multiple ? out.headMap(tag, true) : out.subMap(tag, true, tag, true));
            settled.keySet().forEach(out::remove);
            settled.values().stream()
                    .map(Taken::queue)
                    .distinct()
                    .forEach(queue -> {
                        long[] sequences =
                                settled.values().stream()
                                        .filter(taken -> taken.queue() == queue)
                                        .mapToLong(Taken::sequence)
                                        .toArray();
                        if (removes) {
                            shard.acknowledge(
                                    queue, sequences, sequences.length, Durability.INTERVAL);
                        } else {
                            shard.giveBack(queue, sequences, sequences.length);
                        }
                    });
        }
    }
}
