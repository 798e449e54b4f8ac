package io.robustmq.kafka.fetch;

import io.robustmq.kafka.partition.Partitions;
import io.robustmq.kernel.log.CoreLogs;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** What the fetches of one core share: made once, touched by its thread only. */
@OwnedBy(Core.class)
public final class FetchServices {
    /** Most bytes of records in a response, but for a first batch that is longer. */
    static final int RESPONSE_BYTES_MAX = 2 << 20;

    /** The same while the core's output memory is scarce. */
    static final int SCARCE_RESPONSE_BYTES_MAX = 64 << 10;

    private final Core core;
    private final Partitions partitions;
    private final CoreLogs logs;
    private final int leaderEpoch;
    private final Pieces pieces = new Pieces();
    private int lastSessionId = new SecureRandom().nextInt(Integer.MAX_VALUE);
    private List<Fetch> due = new ArrayList<>();
    private List<Fetch> dueNow = new ArrayList<>();

    public FetchServices(Core core, Partitions partitions, CoreLogs logs) {
        this.core = core;
        this.partitions = partitions;
        this.logs = logs;
        this.leaderEpoch = logs.leaderEpoch();
    }

    /** Of a new session; never 0. */
    int newSessionId() {
        lastSessionId = lastSessionId == Integer.MAX_VALUE ? 1 : lastSessionId + 1;
        return lastSessionId;
    }

    /** The reign of all partitions that is. */
    int leaderEpoch() {
        return leaderEpoch;
    }

    Core core() {
        return core;
    }

    Partitions partitions() {
        return partitions;
    }

    CoreLogs logs() {
        return logs;
    }

    Pieces pieces() {
        return pieces;
    }

    /** Looks at the fetch again once this cycle's progress is known. */
    void due(Fetch fetch) {
        due.add(fetch);
    }

    /** Every cycle, behind the logs': answers the fetches that have enough. @return looked at */
    public int doWork() {
        if (due.isEmpty()) {
            return 0;
        }
        List<Fetch> now = due;
        due = dueNow;
        dueNow = now;
        for (int i = 0; i < now.size(); i++) {
            now.get(i).look();
        }
        int work = now.size();
        now.clear();
        return work;
    }
}
