package io.robustmq.mqtt.connection;

import io.robustmq.kernel.cores.Retry;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.core.Timers;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * What a core takes while the disk is behind, full or damaged, and what waits until it is not.
 *
 * <pre>
 * behind   who publishes what must be kept stands still; all else goes on
 * crowded  so does every durable session's client, but for PINGREQ and DISCONNECT
 * full     what must be kept is refused; who knows no refusal stands still
 * </pre>
 *
 * Bounded by the connections there are, each of which waits once, and the core's wills.
 */
@OwnedBy(Core.class)
final class DiskAdmission implements Timed {
    /** Turns in one cycle. */
    static final int PER_CYCLE = 256;

    /** How often the disk is looked at while something waits: others wake no core of theirs. */
    static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Core core;
    private final CommitGate gate;
    private final Shards shards;
    private final ArrayDeque<Retry> waiting = new ArrayDeque<>();
    private long timer = Timers.NONE;
    private boolean wasFull;
    private int toBeTold;

    DiskAdmission(Core core, CommitGate gate, Shards shards) {
        this.core = core;
        this.gate = gate;
        this.shards = shards;
    }

    /** What must be kept is taken. */
    boolean isWell() {
        return !gate.isBehind() && !gate.isFull();
    }

    /** What must be kept is refused. */
    boolean isFull() {
        return gate.isFull();
    }

    /** Nothing that appends is taken. */
    boolean isCrowded() {
        return gate.isCrowded();
    }

    /** False when the client's shard is damaged or stopped. */
    boolean isServed(String clientId) {
        return gate.isServed(shards.shardOf(clientId));
    }

    /** Tries again when the disk has caught up and has room, and when it turns out to have none. */
    void later(Retry retry) {
        if (waiting.isEmpty()) {
            wasFull = gate.isFull();
        }
        waiting.addLast(retry);
        lookAgain();
    }

    private void lookAgain() {
        if (timer == Timers.NONE) {
            timer = core.timers().schedule(core.clock().nowNs() + RETRY_NS, this);
        }
    }

    @Override
    public void onTimer(long timerId, long nowNs) {
        timer = Timers.NONE;
        if (!waiting.isEmpty()) {
            lookAgain();
        }
    }

    /**
     * Once per cycle.
     *
     * @return how many had a turn
     */
    int doWork() {
        if (waiting.isEmpty()) {
            return 0;
        }
        boolean full = gate.isFull();
        if (full && !wasFull) { // who can be refused is
            toBeTold = waiting.size();
        }
        wasFull = full;
        boolean well = !full && !gate.isBehind() && !gate.isCrowded();
        int turns = Math.min(well ? waiting.size() : toBeTold, PER_CYCLE);
        toBeTold = well ? 0 : toBeTold - turns;
        for (int turn = 0; turn < turns; turn++) {
            waiting.removeFirst().retry();
        }
        return turns;
    }
}
