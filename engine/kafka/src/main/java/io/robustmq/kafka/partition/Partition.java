package io.robustmq.kafka.partition;

import io.robustmq.kafka.topic.Topic;
import io.robustmq.kafka.topic.TopicSettings;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.log.Log;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.jspecify.annotations.Nullable;

/** One partition of a topic, as one core has it: with its log when it lives there. */
@OwnedBy(Core.class)
public final class Partition {
    private final int index;
    private final int shard;
    private final @Nullable Log log;
    private Topic topic;
    private TopicSettings settings;
    private Durability durability;
    private boolean isGone;
    private long bytesGiven;
    private long recordsGiven;
    private @Nullable Waiter firstWaiter;

    /**
     * Somebody who waits for more of a partition: a link of the partition's list, which it is in at
     * most once.
     */
    public abstract static class Waiter {
        private @Nullable Partition partition;
        private @Nullable Waiter next;
        private @Nullable Waiter previous;

        /** There is more to read, or the partition is gone. May leave the list, nobody else may. */
        protected abstract void onProgress();

        /** Begins to wait. */
        protected final void await(Partition of) {
            leave();
            partition = of;
            next = of.firstWaiter;
            if (next != null) {
                next.previous = this;
            }
            of.firstWaiter = this;
        }

        /** Waits no longer; idempotent. */
        protected final void leave() {
            Partition of = partition;
            if (of == null) {
                return;
            }
            if (previous == null) {
                of.firstWaiter = next;
            } else {
                previous.next = next;
            }
            if (next != null) {
                next.previous = previous;
            }
            partition = null;
            next = null;
            previous = null;
        }
    }

    Partition(
            Topic topic,
            int index,
            int shard,
            @Nullable Log log,
            TopicSettings settings,
            Durability durability) {
        this.topic = topic;
        this.index = index;
        this.shard = shard;
        this.log = log;
        this.settings = settings;
        this.durability = durability;
    }

    void change(Topic now, TopicSettings to, Durability promises) {
        topic = now;
        settings = to;
        durability = promises;
    }

    void gone() {
        isGone = true;
        wakeAll();
    }

    void wakeAll() {
        for (Waiter each = firstWaiter; each != null; ) {
            Waiter following = each.next;
            each.onProgress();
            each = following;
        }
    }

    public Topic topic() {
        return topic;
    }

    public int index() {
        return index;
    }

    /** The shard it lives in. */
    public int shard() {
        return shard;
    }

    /** Null when it lives on another core. */
    public @Nullable Log log() {
        return log;
    }

    public TopicSettings settings() {
        return settings;
    }

    /** What acks=all promises, and what readers see. */
    public Durability durability() {
        return durability;
    }

    /** The topic was deleted. */
    public boolean isGone() {
        return isGone;
    }

    /** A reader got batches of it. */
    public void given(long bytes, long records) {
        bytesGiven += bytes;
        recordsGiven += records;
    }

    /** Bytes of batches that readers got since the core started. */
    public long bytesGiven() {
        return bytesGiven;
    }

    /** Records that readers got since the core started. */
    public long recordsGiven() {
        return recordsGiven;
    }
}
