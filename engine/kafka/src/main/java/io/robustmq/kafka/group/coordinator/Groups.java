package io.robustmq.kafka.group.coordinator;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.kafka.group.EventReader;
import io.robustmq.kafka.group.EventWriter;
import io.robustmq.kafka.group.Group;
import io.robustmq.kafka.group.GroupConfig;
import io.robustmq.kafka.group.GroupEvents;
import io.robustmq.kafka.group.GroupJournal;
import io.robustmq.kafka.group.classic.ClassicGroup;
import io.robustmq.kafka.group.consumer.ConsumerGroup;
import io.robustmq.kafka.group.offset.GroupOffsets;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.kernel.shard.Tables;
import io.robustmq.storage.state.StateStore;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * The groups at home on this core: a group lives in the shard that its name hashes to, and so does
 * all that is kept of it.
 */
@OwnedBy(Core.class)
public final class Groups {
    private final Core core;
    private final CommitGate gate;
    private final Shards shards;
    private final GroupConfig config;
    private final GroupJournal journal;

    /** In the order in which they came. */
    private final Map<String, Group> byId = new LinkedHashMap<>();

    private final EventReader reader = new EventReader();

    /** Committed offsets of all groups. */
    private int offsets;

    public Groups(Core core, CommitGate gate, Shards shards, GroupConfig config) {
        this.core = core;
        this.gate = gate;
        this.shards = shards;
        this.config = config;
        this.journal = new GroupJournal(gate, this::apply);
    }

    // ---- where ----

    /**
     * Whether this core answers for the group, and NONE if so.
     *
     * @param mayChange it is asked for something that is to be kept
     */
    Errors check(String group, boolean mayChange) {
        int shard = shards.shardOf(group);
        if (shards.coreOf(shard) != core.index()) {
            return Errors.NOT_COORDINATOR;
        }
        if (!gate.isServed(shard)) {
            return Errors.COORDINATOR_NOT_AVAILABLE;
        }
        if (mayChange && gate.isCrowded()) {
            return Errors.COORDINATOR_LOAD_IN_PROGRESS;
        }
        return mayChange && gate.isFull() ? Errors.COORDINATOR_NOT_AVAILABLE : Errors.NONE;
    }

    int shardOf(String group) {
        return shards.shardOf(group);
    }

    // ---- which ----

    @Nullable Group get(String id) {
        return byId.get(id);
    }

    Collection<Group> all() {
        return byId.values();
    }

    @Nullable ClassicGroup classic(String id) {
        return byId.get(id) instanceof ClassicGroup group ? group : null;
    }

    @Nullable ConsumerGroup consumer(String id) {
        return byId.get(id) instanceof ConsumerGroup group ? group : null;
    }

    /**
     * The classic group of this name: a new one when there is none, or an empty one of the other
     * kind.
     */
    ClassicGroup asClassic(String id) {
        Group before = byId.get(id);
        if (before instanceof ClassicGroup group) {
            return group;
        }
        ClassicGroup group = new ClassicGroup(id, shardOf(id), core, config, journal, before);
        put(group, before);
        return group;
    }

    /** The consumer group of this name, likewise. */
    ConsumerGroup asConsumer(String id) {
        Group before = byId.get(id);
        if (before instanceof ConsumerGroup group) {
            return group;
        }
        ConsumerGroup group = new ConsumerGroup(id, shardOf(id), core, journal, before);
        put(group, before);
        return group;
    }

    private void put(Group group, @Nullable Group before) {
        if (before != null) {
            before.close();
        }
        byId.put(group.id(), group);
    }

    /** As it was before {@link #asConsumer}, which came to nothing. */
    void restore(String id, @Nullable Group before) {
        if (before == null) {
            byId.remove(id);
        } else {
            byId.put(id, before);
        }
    }

    /** Deletes a group with its offsets. */
    void delete(Group group) {
        group.begin();
        group.commit(GroupEvents.GONE);
    }

    int offsets() {
        return offsets;
    }

    /** Deletes single offsets of a group. */
    void deleteOffsets(Group group, List<GroupOffsets.Key> gone) {
        if (gone.isEmpty()) {
            return;
        }
        EventWriter event = group.begin().int32(gone.size());
        gone.forEach(key -> GroupOffsets.writeGone(event, key.topic(), key.partition()));
        group.commit(GroupEvents.OFFSETS_GONE);
    }

    // ---- events ----

    /**
     * What an event changes, now or in recovery.
     *
     * @param event valid until this call returns
     */
    public void apply(int shard, int type, DirectBuffer event, int offset, int length) {
        reader.wrap(event, offset, length);
        String id = reader.group();
        switch (type) {
            case GroupEvents.OFFSETS_KEPT -> {
                Group group = byId.get(id);
                GroupOffsets of = group == null ? asClassic(id).offsets() : group.offsets();
                offsets += of.applyKept(reader);
            }
            case GroupEvents.OFFSETS_GONE -> {
                Group group = byId.get(id);
                offsets += group == null ? 0 : group.offsets().applyGone(reader);
            }
            case GroupEvents.GENERATION -> asClassic(id).restore(reader);
            case GroupEvents.GONE -> applyGone(id);
            default -> asConsumer(id).apply(type, reader);
        }
    }

    private void applyGone(String id) {
        Group gone = byId.remove(id);
        if (gone != null) {
            gone.close();
            offsets -= gone.offsets().count();
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
                Tables.KAFKA_GROUPS,
                prefix,
                0,
                Short.BYTES,
                (key, keyAt, keyLength, value, at, length) -> {
                    int type = value.getShort(at, LITTLE_ENDIAN) & 0xffff;
                    int eventAt = at + GroupTables.EVENT_AT;
                    apply(shard, type, value, eventAt, length - GroupTables.EVENT_AT);
                    return true;
                });
    }

    /** There are no more events: time goes on for all members. */
    public void resume() {
        byId.values().forEach(group -> group.resume(config));
    }
}
