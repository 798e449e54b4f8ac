package io.robustmq.mqtt.connection;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreClock;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.core.Timers;
import io.robustmq.transport.memory.ChunkPool;
import io.robustmq.transport.net.Acceptor;
import io.robustmq.transport.net.Endpoint;
import io.robustmq.transport.net.TransportKind;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;

/** A core without a thread: the test turns the clock and runs what was asked for. */
public final class FakeCore implements Core, CoreClock, Timers {
    private record Armed(long deadlineNs, Timed timed) {}

    private final ChunkPool chunks = new ChunkPool(64L << 20);
    private final Map<Long, Armed> timers = new TreeMap<>();
    private final ArrayDeque<Runnable> inbox = new ArrayDeque<>();
    private long nowNs = 1_000_000_000L;
    private long nextTimer;
    private final int index;

    public FakeCore() {
        this(0);
    }

    FakeCore(int index) {
        this.index = index;
    }

    /** Turns the clock and fires what became due, in order. */
    public void advanceMs(long ms) {
        long until = nowNs + ms * 1_000_000L;
        while (true) {
            var due =
                    timers.entrySet().stream()
                            .filter(e -> e.getValue().deadlineNs <= until)
                            .min((a, b) ->
                                    Long.compare(a.getValue().deadlineNs, b.getValue().deadlineNs));
            if (due.isEmpty()) {
                break;
            }
            timers.remove(due.get().getKey());
            nowNs = Math.max(nowNs, due.get().getValue().deadlineNs);
            due.get().getValue().timed.onTimer(due.get().getKey(), nowNs);
        }
        nowNs = until;
    }

    void runInbox() {
        for (Runnable work = inbox.poll(); work != null; work = inbox.poll()) {
            work.run();
        }
    }

    int armedTimers() {
        return timers.size();
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public long nowMs() {
        return 1_800_000_000_000L + nowNs / 1_000_000L;
    }

    @Override
    public long schedule(long deadlineNs, Timed timed) {
        timers.put(nextTimer, new Armed(deadlineNs, timed));
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
        return inbox.add(work);
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
