package io.robustmq.kafka.partition;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Topics by their names as bytes and by their ids: open addressing, two tables, rebuilt when a
 * topic comes or goes; a look-up allocates nothing.
 */
@OwnedBy(Core.class)
final class TopicIndex {
    private static final int FIRST_CAPACITY = 16;

    private @Nullable TopicPartitions[] names = new TopicPartitions[FIRST_CAPACITY];
    private @Nullable TopicPartitions[] ids = new TopicPartitions[FIRST_CAPACITY];
    private int count;

    /** Adds a topic, or replaces the one of its id. */
    void put(TopicPartitions topic) {
        if (find(topic.topic().idHigh(), topic.topic().idLow()) != null) {
            replace(names, topic);
            replace(ids, topic);
            return;
        }
        if (2 * (count + 1) > names.length) {
            grow();
        }
        count++;
        insert(topic);
    }

    private static void replace(@Nullable TopicPartitions[] table, TopicPartitions by) {
        for (int i = 0; i < table.length; i++) {
            TopicPartitions each = table[i];
            if (each != null && isOf(each, by.topic().idHigh(), by.topic().idLow())) {
                table[i] = by;
            }
        }
    }

    private void grow() {
        @Nullable TopicPartitions[] all = names;
        names = new TopicPartitions[2 * all.length];
        ids = new TopicPartitions[2 * all.length];
        for (TopicPartitions each : all) {
            if (each != null) {
                insert(each);
            }
        }
    }

    private void insert(TopicPartitions topic) {
        UnsafeBuffer name = topic.name();
        place(names, hashOf(name, 0, name.capacity()), topic);
        place(ids, hashOf(topic.topic().idHigh(), topic.topic().idLow()), topic);
    }

    private static void place(@Nullable TopicPartitions[] table, int hash, TopicPartitions topic) {
        int at = hash & table.length - 1;
        while (table[at] != null) {
            at = at + 1 & table.length - 1;
        }
        table[at] = topic;
    }

    @Nullable TopicPartitions remove(long idHigh, long idLow) {
        TopicPartitions gone = find(idHigh, idLow);
        if (gone == null) {
            return null;
        }
        @Nullable TopicPartitions[] all = names.clone();
        Arrays.fill(names, null);
        Arrays.fill(ids, null);
        count--;
        for (TopicPartitions each : all) {
            if (each != null && each != gone) {
                insert(each);
            }
        }
        return gone;
    }

    @Nullable TopicPartitions find(DirectBuffer name, int offset, int length) {
        int at = hashOf(name, offset, length) & names.length - 1;
        for (TopicPartitions each = names[at]; each != null; each = names[at]) {
            if (isNamed(each, name, offset, length)) {
                return each;
            }
            at = at + 1 & names.length - 1;
        }
        return null;
    }

    @Nullable TopicPartitions find(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return find(new UnsafeBuffer(bytes), 0, bytes.length);
    }

    @Nullable TopicPartitions find(long idHigh, long idLow) {
        int at = hashOf(idHigh, idLow) & ids.length - 1;
        for (TopicPartitions each = ids[at]; each != null; each = ids[at]) {
            if (isOf(each, idHigh, idLow)) {
                return each;
            }
            at = at + 1 & ids.length - 1;
        }
        return null;
    }

    private static boolean isOf(TopicPartitions topic, long idHigh, long idLow) {
        return topic.topic().idHigh() == idHigh && topic.topic().idLow() == idLow;
    }

    private static boolean isNamed(
            TopicPartitions topic, DirectBuffer name, int offset, int length) {
        UnsafeBuffer known = topic.name();
        if (known.capacity() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (known.getByte(i) != name.getByte(offset + i)) {
                return false;
            }
        }
        return true;
    }

    private static int hashOf(DirectBuffer name, int offset, int length) {
        int hash = 0;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + name.getByte(offset + i);
        }
        return hash ^ hash >>> 16;
    }

    private static int hashOf(long high, long low) {
        long mixed = (high ^ low) * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 32);
    }
}
