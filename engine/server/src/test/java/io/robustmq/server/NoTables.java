package io.robustmq.server;

import io.robustmq.storage.journal.NodeJournal;
import io.robustmq.storage.state.ApplierConfig;
import io.robustmq.storage.state.FrameApplier;
import io.robustmq.storage.state.RocksConfig;
import io.robustmq.storage.state.RocksState;
import io.robustmq.storage.state.StateApplier;
import java.io.IOException;
import java.nio.file.Path;

/** An applier whose turns nobody takes: it keeps no tables, and says that all is well. */
final class NoTables {
    private static final FrameApplier.AtOnce NONE =
            (shard, type, at, payload, offset, length, batch) -> {};

    private NoTables() {}

    /**
     * @param directory where tables would lie
     */
    static StateApplier of(NodeJournal journal, Path directory) throws IOException {
        int shards = journal.config().shards();
        return new StateApplier(
                journal,
                RocksState.open(RocksConfig.of(directory.resolve("state"), shards)),
                NONE,
                ApplierConfig.standard());
    }
}
