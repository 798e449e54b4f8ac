package io.robustmq.transport.core;

import io.robustmq.transport.memory.ChunkPool;
import io.robustmq.transport.net.Acceptor;
import io.robustmq.transport.net.Endpoint;
import io.robustmq.transport.net.TransportKind;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A core without a thread or sockets: its time stands still until a test moves it, what others ask
 * of it waits until the test runs it, and the test's thread is its own.
 */
public final class FakeCore implements Core, CoreClock, Timers {
    private static final long CHUNK_BYTES = 64L << 20;
    private static final long NS_PER_MS = 1_000_000L;
    public static final long STARTED_AT_MS = 1_800_000_000_000L;

    private final ChunkPool chunks = new ChunkPool(CHUNK_BYTES);
    private final Map<Long, Armed> armed = new TreeMap<>();
    private final ArrayDeque<Runnable> inbox = new ArrayDeque<>();
    private final int index;
    private long startedAtMs;
    private long nowNs = 1_000_000_000L;
    private long lastTimerId;

    private record Armed(long timerId, long deadlineNs, Timed timed) {}

    public FakeCore() {
        this(0);
    }

    public FakeCore(int index) {
        this(index, STARTED_AT_MS);
    }

    /**
     * @param startedAtMs on the wall
     */
    public FakeCore(int index, long startedAtMs) {
        this.index = index;
        this.startedAtMs = startedAtMs;
    }

    /** Turns the clock and fires what is due by then, the earliest first. */
    public void advanceNs(long byNs) {
        long untilNs = nowNs + byNs;
        for (Optional<Armed> next = dueBy(untilNs); next.isPresent(); next = dueBy(untilNs)) {
            Armed due = next.get();
            armed.remove(due.timerId);
            nowNs = Math.max(nowNs, due.deadlineNs);
            due.timed.onTimer(due.timerId, nowNs);
        }
        nowNs = untilNs;
    }

    public void advanceMs(long byMs) {
        advanceNs(byMs * NS_PER_MS);
    }

    private Optional<Armed> dueBy(long untilNs) {
        return armed.values().stream()
                .filter(timer -> timer.deadlineNs <= untilNs)
                .min(Comparator.comparingLong(Armed::deadlineNs));
    }

    /** Runs what {@link #execute} was given. */
    public void runInbox() {
        for (Runnable work = inbox.poll(); work != null; work = inbox.poll()) {
            work.run();
        }
    }

    public int armedTimers() {
        return armed.size();
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public long nowMs() {
        return startedAtMs + nowNs / NS_PER_MS;
    }

    @Override
    public void notBefore(long ms) {
        startedAtMs += Math.max(0, ms - nowMs());
    }

    @Override
    public long schedule(long deadlineNs, Timed timed) {
        long timerId = ++lastTimerId;
        armed.put(timerId, new Armed(timerId, deadlineNs, timed));
        return timerId;
    }

    @Override
    public boolean cancel(long timerId) {
        return armed.remove(timerId) != null;
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
        throw new UnsupportedOperationException("a fake core has no sockets");
    }

    @Override
    public void connect(Endpoint endpoint, Acceptor acceptor, ConnectFailure onFailure) {
        throw new UnsupportedOperationException("a fake core has no sockets");
    }

    @Override
    public void wakeup() {}
}
