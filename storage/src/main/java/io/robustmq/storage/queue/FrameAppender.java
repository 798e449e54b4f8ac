package io.robustmq.storage.queue;

import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.Journal;
import org.agrona.DirectBuffer;

/** Appends a decided frame to the shard's stream, and then applies it. The core's thread. */
final class FrameAppender {
    private final Journal journal;
    private final int shard;
    private final QueueState state;

    FrameAppender(Journal journal, int shard, QueueState state) {
        this.journal = journal;
        this.shard = shard;
        this.state = state;
    }

    /**
     * @return the stream's position behind the frame; {@link Journal#FENCED}, then nothing changed
     */
    long append(int type, Durability durability, DirectBuffer frame, int length) {
        long position = journal.appended(shard);
        long behind = journal.append(shard, type, durability, frame, 0, length);
        if (behind != Journal.FENCED) {
            state.apply(type, position, behind, journal.handOver(), frame, 0, length);
        }
        return behind;
    }
}
