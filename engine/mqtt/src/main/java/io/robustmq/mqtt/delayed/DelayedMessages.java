package io.robustmq.mqtt.delayed;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.kernel.forward.Forwards;
import io.robustmq.kernel.forward.Heard;
import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.kernel.shard.Tables;
import io.robustmq.mqtt.metrics.DropReason;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.mqtt.publish.Router;
import io.robustmq.storage.state.StateStore;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Delayed messages whose topics are at home on this core. Each lies in the timer wheel until it is
 * due and is then published as if it came now, but for its expiry, which counts from when it was
 * published. {@link Delays} is the publishers' way here.
 */
@OwnedBy(Core.class)
public final class DelayedMessages {
    private static final long NS_PER_MS = 1_000_000;

    private final Core core;
    private final CommitGate gate;
    private final Shards shards;
    private final Router router;
    private final MqttCounters counters;
    private final Long2ObjectHashMap<Entry>[] byShard;
    private final Heard[] heard;
    private final long[] lastId;
    private final MutableDirectBuffer frame = new ExpandableArrayBuffer(256);
    private final MutableDirectBuffer owner = new UnsafeBuffer(new byte[Long.BYTES]);
    private final Publication view = new Publication();
    private @Nullable Forwards forwards;
    private int count;
    private long bytes;
    private long latestMs;

    @SuppressWarnings({"unchecked", "rawtypes"})
    public DelayedMessages(
            Core core, CommitGate gate, Shards shards, Router router, MqttCounters counters) {
        this.core = core;
        this.gate = gate;
        this.shards = shards;
        this.router = router;
        this.counters = counters;
        this.byShard = new Long2ObjectHashMap[shards.count()];
        Arrays.setAll(byShard, shard -> new Long2ObjectHashMap<>());
        this.heard = new Heard[shards.count()];
        Arrays.setAll(heard, shard -> new Heard());
        this.lastId = new long[shards.count()];
    }

    /** Before the first cycle: what is due and kept by somebody goes this way. */
    public void forwards(Forwards way) {
        forwards = way;
    }

    /** Takes a delayed message, unless it came before. */
    public void keep(Publication publication) {
        int shard = shardOf(publication);
        if (publication.isForwarded()
                && heard[shard].has(publication.forwardStream(), publication.forwardSequence())) {
            return;
        }
        long id = lastId[shard] + 1;
        int length = DelayedEvents.writeKept(frame, id, publication);
        gate.append(shard, DelayedEvents.KEPT, frame, 0, length);
        arm(kept(shard, id, publication.kept()));
    }

    private int shardOf(Publication publication) {
        return shards.shardOf(
                publication.topicBuffer(), publication.topicOffset(), publication.topicLength());
    }

    /** Applies KEPT. */
    private Entry kept(int shard, long id, Message message) {
        lastId[shard] = Math.max(lastId[shard], id);
        if (message.forwardSequence() != Message.NOT_FORWARDED) {
            heard[shard].applied(message.forwardStream(), message.forwardSequence());
        }
        Entry entry = new Entry(shard, id, message);
        byShard[shard].put(id, entry);
        changed(1, message.sizeBytes());
        return entry;
    }

    /** Applies GONE or a forward's event. */
    private void gone(int shard, long id) {
        Entry entry = byShard[shard].remove(id);
        if (entry != null) {
            changed(-1, -entry.message.sizeBytes());
        }
    }

    private void changed(int byCount, int byBytes) {
        count += byCount;
        bytes += byBytes;
        counters.set(MqttMetric.DELAYED_MESSAGES, count);
        counters.set(MqttMetric.DELAYED_BYTES, bytes);
    }

    private void arm(Entry entry) {
        long leftMs = entry.message.delayedUntilMs() - core.clock().nowMs();
        core.timers().schedule(core.clock().nowNs() + leftMs * NS_PER_MS, entry);
    }

    private void fire(Entry entry) {
        if (byShard[entry.shard].get(entry.id) != entry) {
            return; // armed when it came and again when time went on
        }
        Forwards way = Objects.requireNonNull(forwards);
        view.wrap(entry.message).delayed(Message.NOT_DELAYED);
        if (view.isExpired(core.clock().nowMs())) {
            end(entry);
            counters.dropped(DropReason.EXPIRED);
        } else if (router.isKept(view)) {
            owner.putLong(0, entry.id, LITTLE_ENDIAN);
            long sequence = way.begin(entry.shard, DelayedEvents.DUE, owner, Long.BYTES, view);
            gone(entry.shard, entry.id);
            way.send(entry.shard, sequence, view);
        } else {
            end(entry);
            view.forwarded(0, Message.NOT_FORWARDED);
            way.send(entry.shard, Message.NOT_FORWARDED, view);
        }
    }

    private void end(Entry entry) {
        gate.append(
                entry.shard,
                DelayedEvents.GONE,
                frame,
                0,
                DelayedEvents.writeGone(frame, entry.id));
        gone(entry.shard, entry.id);
    }

    // ---- recovery ----

    /** An event found in the journal, of a shard of this core. */
    public void replay(int shard, int type, DirectBuffer event, int offset, int length) {
        DelayedEvents.checkVersion(event, offset);
        long id = DelayedEvents.id(event, offset);
        if (type == DelayedEvents.KEPT) {
            kept(shard, id, DelayedEvents.publication(event, offset, length, view).kept());
            latestMs = Math.max(latestMs, view.publishedAtMs());
        } else {
            gone(shard, id);
        }
    }

    /**
     * Takes over the rows of a shard of this core, before any of its events.
     *
     * @throws IOException when they cannot be read
     */
    public void load(int shard, StateStore store) throws IOException {
        UnsafeBuffer prefix = new UnsafeBuffer(new byte[Short.BYTES]);
        prefix.putShort(0, (short) shard, BIG_ENDIAN);
        store.forEach(
                Tables.DELAYED,
                prefix,
                0,
                Short.BYTES,
                (key, keyAt, keyLength, value, at, length) -> {
                    if (key.getLong(keyAt + Short.BYTES, BIG_ENDIAN) == DelayedTables.LAST) {
                        lastId[shard] = DelayedEvents.id(value, at);
                    } else {
                        replay(shard, DelayedEvents.KEPT, value, at, length);
                    }
                    return true;
                });
        store.forEach(
                Tables.DELAYED_HEARD,
                prefix,
                0,
                Short.BYTES,
                (key, keyAt, keyLength, value, at, length) -> {
                    heard[shard].applied(
                            key.getInt(keyAt + Short.BYTES, BIG_ENDIAN),
                            value.getLong(at, LITTLE_ENDIAN));
                    return true;
                });
    }

    /** A forward's event with the purpose DUE. */
    public void replayDue(int shard, DirectBuffer event, int ownerAt) {
        gone(shard, event.getLong(ownerAt, LITTLE_ENDIAN));
    }

    /** When the latest message found in the journal was published; milliseconds since 1970. */
    public long latestMs() {
        return latestMs;
    }

    /** All targets are in force again: time goes on, and what came due meanwhile goes out. */
    public void resumeTime() {
        List<Entry> waiting = new ArrayList<>(count);
        for (Long2ObjectHashMap<Entry> ofShard : byShard) {
            waiting.addAll(ofShard.values());
        }
        waiting.sort(DelayedMessages::inOrder);
        waiting.forEach(this::arm);
    }

    /** By when they are due; what is due together by shard, and as it came. */
    private static int inOrder(Entry one, Entry other) {
        int byTime = Long.compare(one.message.delayedUntilMs(), other.message.delayedUntilMs());
        int byShard = byTime == 0 ? Integer.compare(one.shard, other.shard) : byTime;
        return byShard == 0 ? Long.compare(one.id, other.id) : byShard;
    }

    /** One that waits: the wheel's slot refers to it. */
    private final class Entry implements Timed {
        private final int shard;
        private final long id;
        private final Message message;

        Entry(int shard, long id, Message message) {
            this.shard = shard;
            this.id = id;
            this.message = message;
        }

        @Override
        public void onTimer(long timerId, long nowNs) {
            fire(this);
        }
    }
}
