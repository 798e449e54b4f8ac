package io.robustmq.server;

import io.robustmq.admin.MetricSource;
import io.robustmq.kernel.log.CoreLogs;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.EventAssembler;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.journal.FrameVisitor;
import io.robustmq.storage.journal.MemoryJournal;
import io.robustmq.transport.core.Core;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Nothing survives a restart: events are counted and forgotten, and kept as soon as their cycle
 * ends.
 *
 * @param shards of the node
 */
record NoStorage(int shards) implements NodeStorage {
    @Override
    public CommitGate gate(Core core) {
        return new CommitGate(new MemoryJournal(shards), Durability.SYNC);
    }

    @Override
    public @Nullable CoreLogs logs(Core core) {
        return null;
    }

    @Override
    public void recover(TableVisitor tables, EventAssembler events, FrameVisitor frames) {}

    @Override
    public void start(Runnable fenced) {}

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public List<String> remarks() {
        return List.of();
    }

    @Override
    public MetricSource metrics() {
        return out -> {};
    }

    @Override
    public String inWords() {
        return "memory: nothing survives a restart";
    }

    @Override
    public void close() {}
}
