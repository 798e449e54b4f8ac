package io.robustmq.kernel.log;

import io.robustmq.kernel.shard.Shards;
import io.robustmq.storage.log.Log;
import io.robustmq.storage.log.LogApplier;
import io.robustmq.storage.log.LogConfig;
import io.robustmq.storage.log.LogFrames;
import io.robustmq.storage.log.LogPolicy;
import io.robustmq.storage.log.LogReads;
import io.robustmq.storage.log.LogShard;
import io.robustmq.storage.state.StateStore;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The logs of one core's shards. A shard without logs costs nothing, and a node without logs has
 * none of their threads.
 */
@OwnedBy(Core.class)
public final class CoreLogs {
    private final Shards shards;
    private final int core;
    private final LogConfig config;
    private final @Nullable LogShard[] byShard;
    private final boolean[] hasLogs;
    private final Background background;
    private @Nullable LogReads reads;
    private boolean hasBegun;

    /** What works for the logs of all cores, on threads of its own. */
    public interface Background {
        /** A core has logs, or is about to: from here on they need it. Any core, idempotent. */
        void begin();

        /** A core's way to its read threads. */
        LogReads readsOf(int core);

        /** Takes back what read threads have done for the core. @return how many */
        int drain(int core);
    }

    /**
     * @param shardsOfCore makes a shard of the core, by its number
     */
    public CoreLogs(
            Shards shards,
            int core,
            LogConfig config,
            IntFunction<LogShard> shardsOfCore,
            Background background) {
        this.shards = shards;
        this.core = core;
        this.config = config;
        this.background = background;
        this.byShard = new LogShard[shards.count()];
        this.hasLogs = new boolean[shards.count()];
        for (int shard = 0; shard < byShard.length; shard++) {
            if (isHere(shard)) {
                LogShard made = shardsOfCore.apply(shard);
                made.expectReplay();
                byShard[shard] = made;
            }
        }
    }

    /** Whether the shard lives on this core. */
    public boolean isHere(int shard) {
        return shards.coreOf(shard) == core;
    }

    /** The reign of all partitions' leaders that is: it grows with every start of the node. */
    public int leaderEpoch() {
        int epoch = 0;
        for (LogShard shard : byShard) {
            epoch = shard == null ? epoch : Math.max(epoch, shard.leaderEpoch());
        }
        return epoch;
    }

    public LogConfig config() {
        return config;
    }

    /** Told of all logs' progress. */
    public void watch(LogShard.Watcher watcher) {
        for (LogShard shard : byShard) {
            if (shard != null) {
                shard.watch(watcher);
            }
        }
    }

    // ---- a start ----

    /** Takes what the tables have; before any frame. */
    public void load(StateStore store) throws IOException {
        List<LogShard> all = new ArrayList<>();
        for (LogShard shard : byShard) {
            if (shard != null) {
                all.add(shard);
            }
        }
        LogApplier.load(store, config, all);
        for (int shard = 0; shard < byShard.length; shard++) {
            LogShard here = byShard[shard];
            if (here != null && here.count() > 0) {
                begin(shard);
            }
        }
    }

    /** True for a frame that is a log's. */
    public static boolean isEvent(int type) {
        return LogFrames.isOfLog(type);
    }

    /** Takes a frame that lies behind the tables; those of other cores' shards are passed over. */
    public void replay(int shard, int type, DirectBuffer payload, int offset) {
        LogShard here = byShard[shard];
        if (here != null) {
            begin(shard);
            here.replay(type, payload, offset);
        }
    }

    /** All frames were replayed: what works in the background may believe the index from now on. */
    public void replayOver() {
        for (LogShard shard : byShard) {
            if (shard != null) {
                shard.replayOver();
            }
        }
    }

    private void begin(int shard) {
        hasLogs[shard] = true;
        if (!hasBegun) {
            hasBegun = true;
            background.begin();
        }
    }

    // ---- while it serves ----

    /** Makes or finds a log of a shard that {@link #isHere}. Control work. */
    public Log open(int shard, long logId, LogPolicy policy) {
        begin(shard);
        return of(shard).open(logId, policy);
    }

    /** Visits all logs of this core; the visitor neither opens nor deletes any. */
    public void forEach(Consumer<Log> visitor) {
        for (LogShard shard : byShard) {
            if (shard != null) {
                shard.forEach(visitor);
            }
        }
    }

    /** Deletes a log with all it holds. @return false when the journal takes nothing more */
    public boolean delete(int shard, long logId) {
        return of(shard).delete(logId);
    }

    private LogShard of(int shard) {
        LogShard here = byShard[shard];
        if (here == null) {
            throw new IllegalStateException("shard " + shard + " is not on core " + core);
        }
        return here;
    }

    /** For what is not in memory. Takes its memory with the first call. */
    public LogReads reads() {
        LogReads made = reads;
        if (made == null) {
            made = background.readsOf(core);
            reads = made;
        }
        return made;
    }

    /** Every cycle, behind the gate's: tells how far the logs have got. @return work done */
    public int doWork() {
        if (!hasBegun) {
            return 0;
        }
        int work = background.drain(core);
        for (int shard = 0; shard < byShard.length; shard++) {
            LogShard here = byShard[shard];
            if (here != null && hasLogs[shard]) {
                work += here.doWork();
            }
        }
        return work;
    }
}
