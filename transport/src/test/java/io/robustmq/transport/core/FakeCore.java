package io.robustmq.transport.net.channel;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreCells;
import io.robustmq.transport.core.CoreClock;
import io.robustmq.transport.core.CoreErrors;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.core.Timers;
import io.robustmq.transport.memory.ChunkPool;
import io.robustmq.transport.net.Acceptor;
import io.robustmq.transport.net.DirtyConnections;
import io.robustmq.transport.net.Endpoint;
import io.robustmq.transport.net.TransportKind;
import java.util.Map;
import java.util.TreeMap;

/** A core whose time stands still until a test moves it; the caller's thread is the core's. */
final class FakeCore implements Core, CoreClock, Timers {
    final DirtyConnections dirty = new DirtyConnections();
    final CoreCells cells = new CoreCells();
    private final ChunkPool chunks = new ChunkPool(16 << 20);
    private final Map<Long, Armed> armed = new TreeMap<>();
    private long nowNs;
    private long lastTimerId;

    private record Armed(long deadlineNs, Timed timed) {}

    ChannelCore shared() {
        return new ChannelCore(this, dirty, cells, new CoreErrors("fake", cells));
    }

    /** Fires what is due by then. */
    void advance(long byNs) {
        nowNs += byNs;
        for (Map.Entry<Long, Armed> timer : Map.copyOf(armed).entrySet()) {
            if (timer.getValue().deadlineNs() <= nowNs && armed.remove(timer.getKey()) != null) {
                timer.getValue().timed().onTimer(timer.getKey(), nowNs);
            }
        }
    }

    int armedTimers() {
        return armed.size();
    }

    @Override
    public long schedule(long deadlineNs, Timed timed) {
        armed.put(++lastTimerId, new Armed(deadlineNs, timed));
        return lastTimerId;
    }

    @Override
    public boolean cancel(long timerId) {
        return armed.remove(timerId) != null;
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public long nowMs() {
        return nowNs / 1_000_000;
    }

    @Override
    public int index() {
        return 0;
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
        work.run();
        return true;
    }

    @Override
    public Listener listen(Endpoint endpoint, Acceptor acceptor) {
        throw new UnsupportedOperationException("a fake core has no sockets");
    }

    @Override
    public void connect(Endpoint endpoint, Acceptor acceptor, ConnectFailure onFailure) {
        throw new UnsupportedOperationException("a fake core has no sockets");
    }

    @Override
    public void wakeup() {}
}
