package io.robustmq.mqtt.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.storage.journal.Durability;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The sessions' way to the journal: one frame in the making at a time, shared by all of a core. */
@OwnedBy(Core.class)
final class SessionJournal {
    private static final int FIRST_CAPACITY = 256;

    private final CommitGate gate;
    private final Shards shards;
    private final MutableDirectBuffer frame = new ExpandableArrayBuffer(FIRST_CAPACITY);
    private final StoredMessages messages;
    private final EventRuns runs = new EventRuns(this);

    SessionJournal(CommitGate gate, Shards shards) {
        this.gate = gate;
        this.shards = shards;
        this.messages = new StoredMessages(shards.count());
    }

    /** The events of one session, in its home shard's stream. */
    JournaledEvents of(String clientId, SessionState state) {
        byte[] id = clientId.getBytes(UTF_8);
        return new JournaledEvents(
                this,
                id,
                shards.shardOf(new UnsafeBuffer(id), 0, id.length),
                durabilityOf(clientId),
                state);
    }

    /** Where a frame is written. */
    MutableDirectBuffer frame() {
        return frame;
    }

    StoredMessages messages() {
        return messages;
    }

    EventRuns runs() {
        return runs;
    }

    /** What has been appended so far. */
    long mark() {
        return gate.mark();
    }

    /** How far everything is kept. */
    long reached() {
        return gate.reached();
    }

    /** Everything up to the mark is kept. */
    boolean isReached(long mark) {
        return gate.isReached(mark);
    }

    /** Its ring is full: who can wait does; it wakes the core when it gets on. */
    boolean isBehind() {
        return gate.isRingFull();
    }

    /** What acknowledgements of a session's events promise. */
    Durability durabilityOf(String clientId) {
        return gate.policies().ofSession(clientId);
    }

    /** What acknowledgements of a message promise that a session keeps. */
    Durability durabilityOf(Message message) {
        return gate.policies().ofTopic(message.bytes(), 0, message.topicLength());
    }

    /** Makes the frame appended last longer by what is written in the next one's place. */
    boolean extend(int shard, int type, Durability durability, int length) {
        return gate.extend(shard, type, durability, frame, 0, length);
    }

    boolean extend(int shard, int type, Durability durability, DirectBuffer more) {
        return gate.extend(shard, type, durability, more, 0, more.capacity());
    }

    void append(int shard, int type, Durability durability, int length) {
        gate.append(shard, type, durability, frame, 0, length);
    }
}
