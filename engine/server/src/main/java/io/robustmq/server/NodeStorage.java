package io.robustmq.server;

import io.robustmq.admin.MetricSource;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.EventAssembler;
import io.robustmq.transport.core.Core;
import java.io.IOException;

/** Where the events of this node's cores go: opened before the cores, stopped after them. */
interface NodeStorage extends AutoCloseable {
    /** A core's way to the journal; on the core's thread, when it begins. */
    CommitGate gate(Core core);

    /** Hands over every event that was stored; any thread, before the first append. */
    void replay(EventAssembler events) throws IOException;

    /**
     * From here on events are stored.
     *
     * @param fenced runs once when the disk failed: nothing is acknowledged any more
     */
    void start(Runnable fenced);

    /** What it counts. */
    MetricSource metrics();

    /** What acknowledgements promise, for the banner. */
    String inWords();

    @Override
    void close();
}
