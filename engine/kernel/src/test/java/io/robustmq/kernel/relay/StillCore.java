package io.robustmq.kernel.relay;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreClock;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.core.Timers;
import io.robustmq.transport.memory.ChunkPool;
import io.robustmq.transport.net.Acceptor;
import io.robustmq.transport.net.Endpoint;
import io.robustmq.transport.net.TransportKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A core whose clock stands still until the test fires its timers. */
final class StillCore implements Core, CoreClock, Timers {
    private final ChunkPool chunks = new ChunkPool(64L << 20);
    private final Map<Long, Timed> timers = new HashMap<>();
    private final int index;
    private long nextTimer;

    StillCore(int index) {
        this.index = index;
    }

    void fireTimers() {
        for (long id : List.copyOf(timers.keySet())) {
            Timed timed = timers.remove(id);
            if (timed != null) {
                timed.onTimer(id, nowNs());
            }
        }
    }

    @Override
    public long nowNs() {
        return 1;
    }

    @Override
    public long nowMs() {
        return 1;
    }

    @Override
    public void notBefore(long ms) {}

    @Override
    public long schedule(long deadlineNs, Timed timed) {
        timers.put(nextTimer, timed);
        return nextTimer++;
    }

    @Override
    public boolean cancel(long timerId) {
        return timers.remove(timerId) != null;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public TransportKind transport() {
        return TransportKind.NIO;
    }

    @Override
    public CoreClock clock() {
        return this;
    }

    @Override
    public Timers timers() {
        return this;
    }

    @Override
    public ChunkPool chunks() {
        return chunks;
    }

    @Override
    public boolean isCurrentThread() {
        return true;
    }

    @Override
    public boolean execute(Runnable work) {
        throw new AssertionError("nobody is to ask");
    }

    @Override
    public Listener listen(Endpoint endpoint, Acceptor acceptor) {
        throw new AssertionError("no sockets here");
    }

    @Override
    public void connect(Endpoint endpoint, Acceptor acceptor, ConnectFailure onFailure) {
        throw new AssertionError("no sockets here");
    }

    @Override
    public void wakeup() {}
}
