package io.robustmq.transport.core;

import io.netty.util.concurrent.Future;
import io.robustmq.transport.memory.ChunkPool;
import io.robustmq.transport.net.Acceptor;
import io.robustmq.transport.net.DirtyConnections;
import io.robustmq.transport.net.Endpoint;
import io.robustmq.transport.net.SocketTransport;
import io.robustmq.transport.net.TransportKind;
import java.io.IOException;
import java.lang.System.Logger;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A core whose sockets Netty's loop drives. The thread builds what it owns, runs the duty cycle
 * until told to stop, closes its sockets within a bounded time and ends.
 */
final class NettyCore implements Core {
    /** Timers fired in one cycle. */
    static final int TIMERS_PER_CYCLE = 4096;

    /** Longest a caller waits for a core to do what it asked: listening, starting. */
    private static final long CALL_TIMEOUT_S = 30;

    /** Longest a stopping core waits for the kernel to give its sockets back. */
    private static final long CLOSE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(2);

    private static final Logger LOG = System.getLogger(NettyCore.class.getName());

    private final CoreConfig config;
    private final CoreDuty.Factory duties;
    private final Thread thread;
    private final CoreCells cells = new CoreCells();
    private final CoreErrors errors;
    private final CycleClock clock = new CycleClock();
    private final CycleMeter meter = new CycleMeter(cells);
    private final TimerWheel timers;
    private final ChunkPool chunks;
    private final DirtyConnections dirty = new DirtyConnections();
    private final ControlInbox inbox;
    private final SleepFlag sleepFlag = new SleepFlag();
    private final CountDownLatch started = new CountDownLatch(1);

    private @Nullable CoreLoop loop;
    private @Nullable SocketTransport sockets;
    private CoreDuty duty = CoreDuty.NONE;
    private volatile @Nullable Throwable startFailure;
    private volatile boolean stopping;

    NettyCore(CoreConfig config, CoreDuty.Factory duties) {
        this.config = config;
        this.duties = duties;
        this.thread = new Thread(this::run, "core-" + config.index());
        this.errors = new CoreErrors(thread.getName(), cells);
        this.timers = new TimerWheel(System.nanoTime(), errors);
        this.chunks = new ChunkPool(config.outputBytes());
        this.inbox = new ControlInbox(errors);
    }

    // ---- life, from outside ----

    /** Starts the thread and returns once the core runs. */
    void start() throws IOException {
        thread.start();
        try {
            if (!started.await(CALL_TIMEOUT_S, TimeUnit.SECONDS)) {
                throw new IOException(thread.getName() + " did not start in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting " + thread.getName(), e);
        }
        Throwable failure = startFailure;
        if (failure != null) {
            throw new IOException(thread.getName() + " can't start: " + failure, failure);
        }
    }

    /** Any thread: asks the core to close its sockets and end. */
    void stop() {
        stopping = true;
        sleepFlag.forceWake();
        CoreLoop running = loop;
        if (running != null) {
            running.wakeup();
        }
    }

    /**
     * @return false when the thread still runs after {@code timeoutMs}
     */
    boolean awaitStopped(long timeoutMs) throws InterruptedException {
        thread.join(timeoutMs);
        return !thread.isAlive();
    }

    // ---- the core's thread ----

    private void run() {
        try {
            build();
        } catch (Throwable e) {
            startFailure = e;
            started.countDown();
            return;
        }
        started.countDown();
        dutyCycles();
        close();
    }

    private void build() throws IOException {
        if (config.cpu() != CoreConfig.UNPINNED) {
            CpuPin.pinCurrentThread(config.cpu());
        }
        CoreLoop made = new CoreLoop(thread, IoDrivers.factory(config.transport()), sleepFlag);
        loop = made;
        made.runNow(); // enables the ring before anything is queued in it
        clock.tick();
        sockets = IoDrivers.sockets(config, made, this, dirty, cells, errors);
        duty = duties.create(this);
    }

    private void dutyCycles() {
        Idler idler = new Idler(config.idle(), config.spinCycles(), sleepFlag);
        int work = 1;
        while (!stopping) {
            long waitNs = idler.nextWaitNs(work, timers, clock);
            try {
                work = cycle(waitNs);
                if (duty.needsCpu()) {
                    Thread.yield();
                }
            } catch (Throwable error) {
                errors.onError("a duty cycle", error);
                work = 1;
            }
        }
    }

    private int cycle(long waitNs) {
        cells.add(CoreCell.CYCLES, 1);
        clock.tick();
        meter.begin(clock.nowNs());
        int work = pollSockets(waitNs);
        work += inbox.drain();
        work += duty.drainRequests();
        work += timers.poll(clock.nowNs(), TIMERS_PER_CYCLE);
        work += duty.endOfCycle();
        work += dirty.flushAll();
        meter.end(work, duty.messagesReceived());
        if (work > 0) {
            showLevels();
        }
        return work;
    }

    private void showLevels() {
        cells.set(CoreCell.OUTPUT_PENDING_BYTES, dirty.pendingBytes());
        cells.set(CoreCell.BLOCKS_USED_BYTES, chunks.inUseBytes());
        cells.set(CoreCell.BLOCKS_RESERVED_BYTES, chunks.reservedBytes());
    }

    private int pollSockets(long waitNs) {
        CoreLoop driven = loop;
        assert driven != null;
        long toldNs = waitNs;
        if (waitNs >= 0) {
            cells.add(CoreCell.SLEEPS, 1);
            if (waitNs != Idler.UNTIL_WOKEN) {
                toldNs = sockets().beforeWait(waitNs, clock.nowNs());
            }
            clock.expire();
        }
        int events = driven.run(toldNs, 0);
        if (waitNs >= 0) {
            meter.woke(clock.nowNs()); // as the first handler found it
        }
        sockets().afterPoll();
        return events;
    }

    /** Drops every connection; the kernel's last use of our memory ends before the memory does. */
    private void close() {
        inbox.close();
        SocketTransport closing = sockets;
        CoreLoop driven = loop;
        assert closing != null && driven != null;
        closing.shutdown();
        long deadlineNs = System.nanoTime() + CLOSE_TIMEOUT_NS;
        while (closing.openSockets() > 0 && System.nanoTime() - deadlineNs < 0) {
            try {
                cycle(Idler.POLL);
            } catch (Throwable error) {
                errors.onError("closing", error);
            }
        }
        if (closing.openSockets() > 0) {
            // Destroying the ring would wait for them without limit; the process's end won't.
            LOG.log(Logger.Level.WARNING, thread.getName() + " ends with sockets still in use");
            return;
        }
        Future<?> ended = driven.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        while (!ended.isDone()) {
            driven.runNow();
        }
    }

    // ---- Core ----

    @Override
    public int index() {
        return config.index();
    }

    @Override
    public TransportKind transport() {
        return config.transport();
    }

    @Override
    public CoreClock clock() {
        return clock;
    }

    @Override
    public Timers timers() {
        assert isCurrentThread();
        return timers;
    }

    @Override
    public ChunkPool chunks() {
        return chunks;
    }

    CoreCells cells() {
        return cells;
    }

    int inboxDepth() {
        return inbox.depth();
    }

    @Override
    public boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    @Override
    public boolean execute(Runnable work) {
        if (!inbox.offer(work)) {
            return false;
        }
        wakeup();
        return true;
    }

    @Override
    public void wakeup() {
        CoreLoop sleeping = loop;
        if (sleepFlag.requestWake() && sleeping != null) {
            sleeping.wakeup();
        }
    }

    @Override
    public Listener listenAlone(Endpoint endpoint, Acceptor acceptor) throws IOException {
        PortProbe.requireFree(endpoint);
        return listen(endpoint, acceptor);
    }

    @Override
    public Listener listen(Endpoint endpoint, Acceptor acceptor) throws IOException {
        if (config.index() == 0) {
            PortProbe.requireFree(endpoint);
        }
        if (isCurrentThread()) {
            return sockets().listen(endpoint, acceptor);
        }
        CompletableFuture<Listener> answer = new CompletableFuture<>();
        boolean accepted =
                execute(() -> {
                    try {
                        answer.complete(sockets().listen(endpoint, acceptor));
                    } catch (Throwable e) {
                        answer.completeExceptionally(e);
                    }
                });
        if (!accepted) {
            throw new IOException(thread.getName() + " has stopped or is overloaded");
        }
        return await(answer);
    }

    @Override
    public void connect(Endpoint endpoint, Acceptor acceptor, ConnectFailure onFailure) {
        assert isCurrentThread();
        sockets().connect(endpoint, acceptor, onFailure);
    }

    private SocketTransport sockets() {
        SocketTransport open = sockets;
        assert open != null;
        return open;
    }

    private <T> T await(CompletableFuture<T> answer) throws IOException {
        try {
            return answer.get(CALL_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException(thread.getName() + " did not answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + thread.getName(), e);
        }
    }
}
