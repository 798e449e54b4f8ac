package io.robustmq.mqtt.session;

import io.robustmq.kernel.message.Message;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a core's shards keep: numbers them, and finds the one that a fan-out has just
 * stored. While a recovery lasts it finds each by its number.
 */
@OwnedBy(Core.class)
final class StoredMessages {
    private final long[] nextNumbers;

    /** By shard: the last one numbered, while it is needed. */
    private final @Nullable StoredMessage[] last;

    private final Int2ObjectHashMap<Long2ObjectHashMap<StoredMessage>> found =
            new Int2ObjectHashMap<>();

    StoredMessages(int shards) {
        this.nextNumbers = new long[shards];
        this.last = new StoredMessage[shards];
    }

    /**
     * @return what the shard keeps of this message; without references when that begins now
     */
    StoredMessage of(int shard, Message message) {
        StoredMessage known = last[shard];
        if (known == null || known.message() != message) {
            known = new StoredMessage(message, nextNumbers[shard]++);
            last[shard] = known;
        }
        return known;
    }

    /** Nothing needs it any more. */
    void freed(int shard, StoredMessage stored) {
        if (last[shard] == stored) {
            last[shard] = null;
        }
    }

    // ---- recovery ----

    void found(int shard, long number, Message message) {
        ofShard(shard).put(number, new StoredMessage(message, number));
        nextNumbers[shard] = Math.max(nextNumbers[shard], number + 1);
    }

    /**
     * @throws IllegalStateException when the shard does not keep it
     */
    StoredMessage get(int shard, long number) {
        StoredMessage stored = ofShard(shard).get(number);
        if (stored == null) {
            throw new IllegalStateException("shard %d has no message %d".formatted(shard, number));
        }
        return stored;
    }

    void foundFreed(int shard, long number) {
        ofShard(shard).remove(number);
    }

    private Long2ObjectHashMap<StoredMessage> ofShard(int shard) {
        return found.computeIfAbsent(shard, none -> new Long2ObjectHashMap<>());
    }

    /** Messages found that no event has freed. */
    int foundCount() {
        return found.values().stream().mapToInt(Long2ObjectHashMap::size).sum();
    }

    void recovered() {
        found.clear();
    }
}
