package io.robustmq.mqtt.connection;

import io.robustmq.storage.journal.Journal;
import io.robustmq.storage.journal.MemoryJournal;
import org.agrona.DirectBuffer;

/** A journal that commits when the test lets it; at first it does. */
final class HeldJournal implements Journal {
    boolean held;
    private final Journal journal;

    HeldJournal(int shards) {
        journal = new MemoryJournal(shards);
    }

    @Override
    public long append(int shard, int type, DirectBuffer payload, int offset, int length) {
        return journal.append(shard, type, payload, offset, length);
    }

    @Override
    public long appended(int shard) {
        return journal.appended(shard);
    }

    @Override
    public long committed(int shard) {
        return journal.committed(shard);
    }

    @Override
    public int doWork() {
        return held ? 0 : journal.doWork();
    }
}
