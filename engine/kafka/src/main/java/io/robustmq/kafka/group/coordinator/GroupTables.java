package io.robustmq.kafka.group.coordinator;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.kafka.group.EventReader;
import io.robustmq.kafka.group.EventWriter;
import io.robustmq.kafka.group.GroupEvents;
import io.robustmq.kafka.group.consumer.ConsumerEvents;
import io.robustmq.kafka.group.offset.GroupOffsets;
import io.robustmq.kernel.shard.EventApplier;
import io.robustmq.kernel.shard.Tables;
import io.robustmq.storage.state.StateBatch;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What events of groups mean for the tables. Every row is an event again, of one member or offset
 * where the one that came had several: a start reads a group's rows in their order as if they had
 * just happened.
 *
 * <pre>
 * {@link Tables#KAFKA_GROUPS}  key   | shard, short | groupBytes, short | group | row, byte | rest |    big-endian
 *                       value | type, short | event |                                     little-endian
 * row 1 HEAD            GENERATION or EPOCH
 * row 2 MEMBER          rest is the member; so is that of 3 and 4
 * row 3 CURRENT
 * row 4 TARGET          of one member
 * row 5 TARGET_EPOCH    of no member: the last one's epoch
 * row 6 OFFSET          rest is the topic, and the partition in 4 bytes
 * </pre>
 *
 * The applier's thread.
 */
public final class GroupTables implements EventApplier.AtOnce {
    /** What is in front of an event in a row. */
    static final int EVENT_AT = Short.BYTES;

    private static final int HEAD = 1;
    private static final int MEMBER = 2;
    private static final int CURRENT = 3;
    private static final int TARGET = 4;
    private static final int TARGET_EPOCH = 5;
    private static final int OFFSET = 6;

    private final MutableDirectBuffer key = new ExpandableArrayBuffer(256);
    private final MutableDirectBuffer value = new ExpandableArrayBuffer(512);
    private final EventReader reader = new EventReader();
    private final EventWriter writer = new EventWriter();
    private int keyBytes;
    private int groupKeyBytes;

    @Override
    public void apply(
            int shard, int type, DirectBuffer event, int offset, int length, StateBatch batch) {
        reader.wrap(event, offset, length);
        keyOfGroup(shard, reader.group());
        switch (type) {
            case GroupEvents.OFFSETS_KEPT -> putOffsets(batch);
            case GroupEvents.OFFSETS_GONE -> deleteOffsets(batch);
            case GroupEvents.GENERATION, GroupEvents.EPOCH -> {
                row(HEAD);
                put(type, event, offset, length, batch);
            }
            case GroupEvents.MEMBER, GroupEvents.CURRENT -> {
                row(type == GroupEvents.MEMBER ? MEMBER : CURRENT).name(reader.string());
                put(type, event, offset, length, batch);
            }
            case GroupEvents.TARGET -> putTargets(batch);
            case GroupEvents.MEMBER_GONE -> deleteMember(reader.string(), batch);
            case GroupEvents.GONE -> batch.deletePrefix(Tables.KAFKA_GROUPS, key, 0, groupKeyBytes);
            default -> throw new IllegalStateException("no event of a group: " + type);
        }
    }

    private void putOffsets(StateBatch batch) {
        for (int left = reader.int32(); left > 0; left--) {
            int from = reader.offset();
            GroupOffsets.Key which = GroupOffsets.skipKept(reader);
            writer.begin(reader.group()).int32(1).raw(reader.bytes(), from, reader.offset() - from);
            row(OFFSET).name(which.topic()).number(which.partition());
            put(GroupEvents.OFFSETS_KEPT, writer.bytes(), 0, writer.length(), batch);
        }
    }

    private void deleteOffsets(StateBatch batch) {
        for (int left = reader.int32(); left > 0; left--) {
            GroupOffsets.Key which = GroupOffsets.readGone(reader);
            row(OFFSET).name(which.topic()).number(which.partition());
            delete(batch);
        }
    }

    private void putTargets(StateBatch batch) {
        int epoch = reader.int32();
        for (int left = reader.int32(); left > 0; left--) {
            int from = reader.offset();
            String memberId = ConsumerEvents.skipTarget(reader);
            writer.begin(reader.group()).int32(epoch).int32(1);
            writer.raw(reader.bytes(), from, reader.offset() - from);
            row(TARGET).name(memberId);
            put(GroupEvents.TARGET, writer.bytes(), 0, writer.length(), batch);
        }
        writer.begin(reader.group()).int32(epoch).int32(0);
        row(TARGET_EPOCH);
        put(GroupEvents.TARGET, writer.bytes(), 0, writer.length(), batch);
    }

    private void deleteMember(String memberId, StateBatch batch) {
        for (int row = MEMBER; row <= TARGET; row++) {
            row(row).name(memberId);
            delete(batch);
        }
    }

    // ---- keys and values ----

    private void keyOfGroup(int shard, String group) {
        byte[] utf8 = group.getBytes(UTF_8);
        key.putShort(0, (short) shard, BIG_ENDIAN);
        key.putShort(Short.BYTES, (short) utf8.length, BIG_ENDIAN);
        key.putBytes(2 * Short.BYTES, utf8);
        groupKeyBytes = 2 * Short.BYTES + utf8.length;
    }

    private GroupTables row(int kind) {
        key.putByte(groupKeyBytes, (byte) kind);
        keyBytes = groupKeyBytes + 1;
        return this;
    }

    private GroupTables name(String rest) {
        byte[] utf8 = rest.getBytes(UTF_8);
        key.putBytes(keyBytes, utf8);
        keyBytes += utf8.length;
        return this;
    }

    private void number(int rest) {
        key.putInt(keyBytes, rest, BIG_ENDIAN);
        keyBytes += Integer.BYTES;
    }

    private void put(int type, DirectBuffer event, int offset, int length, StateBatch batch) {
        value.putShort(0, (short) type, LITTLE_ENDIAN);
        value.putBytes(EVENT_AT, event, offset, length);
        batch.put(Tables.KAFKA_GROUPS, key, 0, keyBytes, value, 0, EVENT_AT + length);
    }

    private void delete(StateBatch batch) {
        batch.delete(Tables.KAFKA_GROUPS, key, 0, keyBytes);
    }
}
