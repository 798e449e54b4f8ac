package io.robustmq.server;

import io.robustmq.admin.MetricSource;
import io.robustmq.kernel.log.CoreLogs;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.EventAssembler;
import io.robustmq.storage.journal.FrameVisitor;
import io.robustmq.storage.state.StateStore;
import io.robustmq.transport.core.Core;
import java.io.IOException;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Where the events of this node's cores go: opened before the cores, stopped after them. */
interface NodeStorage extends AutoCloseable {
    /** A core's way to the journal; on the core's thread, when it begins. */
    CommitGate gate(Core core);

    /**
     * The logs of a core; on its thread, behind {@link #gate}.
     *
     * @return null when nothing is stored
     */
    @Nullable CoreLogs logs(Core core);

    /**
     * Hands over what was stored: first the tables, then every frame behind them; any thread,
     * before the first append.
     *
     * @param events gets the beginnings of events that the tables hold
     */
    void recover(TableVisitor tables, EventAssembler events, FrameVisitor frames)
            throws IOException;

    /** Takes over tables. */
    interface TableVisitor {
        /**
         * @param isServed a shard's rows count
         */
        void onTables(StateStore store, IntPredicate isServed) throws IOException;
    }

    /**
     * From here on events are stored.
     *
     * @param fenced runs once when the disk failed: nothing is acknowledged any more
     */
    void start(Runnable fenced);

    /** False when the disk failed: clients are not served any more. */
    boolean isReady();

    /** What is wrong with the disk, a line each. */
    List<String> remarks();

    /** What it counts. */
    MetricSource metrics();

    /** What acknowledgements promise, for the banner. */
    String inWords();

    @Override
    void close();
}
