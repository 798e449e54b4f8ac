package io.robustmq.mqtt.group;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.kernel.forward.Heard;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.kernel.shard.Tables;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.state.StateStore;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.io.IOException;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.LongLongConsumer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How far the shared groups at home in this core's shards, and the members at home there, had come
 * in each stream of forwarded messages when the broker stopped. What is repeated since is dropped:
 * a group gave it to a member, whoever that was and whatever became of it.
 *
 * <p>It is one for all groups of a shard: they get a message in one step. Within one life nothing
 * comes twice, so what was found at the start decides, and what comes is only written down: by one
 * event for each shard and cycle, in the step in which the messages were given. It needs no sync of
 * its own.
 */
@OwnedBy(Core.class)
public final class GroupsHeard {
    private static final int FIRST_CAPACITY = 8;
    private static final long NOTHING = 0;

    private final CommitGate gate;
    private final Heard[] found;
    private final Long2LongHashMap[] had;
    private final IntArrayList changed = new IntArrayList();
    private final MutableDirectBuffer frame = new ExpandableArrayBuffer(64);
    private final LongLongConsumer putStream = this::put;
    private int length;

    public GroupsHeard(CommitGate gate, Shards shards) {
        this.gate = gate;
        this.found = new Heard[shards.count()];
        Arrays.setAll(found, shard -> new Heard());
        this.had = new Long2LongHashMap[shards.count()];
        Arrays.setAll(had, shard -> new Long2LongHashMap(FIRST_CAPACITY, 0.65f, NOTHING));
    }

    /** True when the message was given in a life before. */
    public boolean has(int shard, Publication publication) {
        return found[shard].has(publication.forwardStream(), publication.forwardSequence());
    }

    /** The message is being given, by several groups of the shard maybe. */
    public void took(int shard, Publication publication) {
        Long2LongHashMap ofShard = had[shard];
        if (ofShard.isEmpty()) {
            changed.addInt(shard);
        }
        ofShard.put(publication.forwardStream(), publication.forwardSequence());
    }

    /** End of the cycle, before the journal. @return events appended */
    public int append() {
        int events = changed.size();
        for (int i = 0; i < events; i++) {
            append(changed.getInt(i));
        }
        changed.clear();
        return events;
    }

    private void append(int shard) {
        length = GroupEvents.begin(frame);
        had[shard].forEachLong(putStream);
        had[shard].clear();
        gate.append(shard, GroupEvents.HEARD, Durability.MEMORY, frame, 0, length);
    }

    private void put(long stream, long sequence) {
        length = GroupEvents.put(frame, length, (int) stream, sequence);
    }

    // ---- recovery ----

    /** An event found in the journal, of a shard of this core. */
    public void replay(int shard, DirectBuffer event, int offset, int eventLength) {
        GroupEvents.checkVersion(event, offset);
        int end = offset + eventLength;
        for (int at = offset + GroupEvents.FIRST_AT; at < end; at += GroupEvents.STREAM_BYTES) {
            found[shard].applied(GroupEvents.stream(event, at), GroupEvents.sequence(event, at));
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
                Tables.GROUPS_HEARD,
                prefix,
                0,
                Short.BYTES,
                (key, keyAt, keyLength, value, at, valueLength) -> {
                    found[shard].applied(
                            key.getInt(keyAt + Short.BYTES, BIG_ENDIAN),
                            value.getLong(at, LITTLE_ENDIAN));
                    return true;
                });
    }
}
