package io.robustmq.transport.net.raw;

import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.unix.Socket;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreCell;
import io.robustmq.transport.core.CoreCells;
import io.robustmq.transport.core.CoreConfig;
import io.robustmq.transport.core.CoreErrors;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Acceptor;
import io.robustmq.transport.net.DirtyConnections;
import io.robustmq.transport.net.Endpoint;
import io.robustmq.transport.net.SocketTransport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Plain TCP of one core on io_uring. */
@OwnedBy(Core.class)
public final class UringTransport implements SocketTransport {
    private final UringLoop loop;
    private final RawSockets raw;
    private final UringSockets uring;
    private final UringAlarm alarm;
    private final List<UringListener> listeners = new ArrayList<>();

    /** Filled one after the other; a core with fewer than 65,536 connections has one. */
    private final List<UringConnections> tables = new ArrayList<>();

    private boolean stopped;

    public UringTransport(
            CoreConfig config,
            ManualIoEventLoop eventLoop,
            Core core,
            DirtyConnections dirty,
            CoreCells cells,
            CoreErrors errors)
            throws IOException {
        this.loop = new UringLoop(eventLoop);
        this.raw = new RawSockets(core, dirty, cells, errors);
        this.uring =
                new UringSockets(
                        raw,
                        new UringReadBuffers(
                                loop, config.readBufferBytes(), config.readBuffers(), errors),
                        new GatherPool());
        this.alarm = new UringAlarm(loop, errors);
        tables.add(new UringConnections(uring, loop, errors));
    }

    @Override
    public Core.Listener listen(Endpoint endpoint, Acceptor acceptor) throws IOException {
        Socket socket = TcpSockets.listening(endpoint);
        UringListener listener = new UringListener(this, loop, raw, socket, acceptor);
        listeners.add(listener);
        return listener;
    }

    void accepted(int fd, Acceptor acceptor) {
        if (stopped) {
            refuse(new Socket(fd));
            return;
        }
        raw.cells().add(CoreCell.CONNECTIONS_ACCEPTED, 1);
        newConnection(new Socket(fd)).start(acceptor);
    }

    private void refuse(Socket late) {
        try {
            late.close();
        } catch (IOException e) {
            raw.errors().onError("refusing a connection", e);
        }
    }

    private UringConnection newConnection(Socket socket) {
        return new UringConnection(tableWithRoom(), socket);
    }

    private UringConnections tableWithRoom() {
        for (UringConnections table : tables) {
            if (!table.isFull()) {
                return table;
            }
        }
        try {
            UringConnections table = new UringConnections(uring, loop, raw.errors());
            tables.add(table);
            return table;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    void closed(UringListener listener) {
        listeners.remove(listener);
    }

    @Override
    public void connect(Endpoint endpoint, Acceptor acceptor, Core.ConnectFailure onFailure) {
        new UringConnect(this, loop, raw, acceptor, onFailure).start(endpoint);
    }

    void connected(Socket socket, Acceptor acceptor) {
        raw.cells().add(CoreCell.CONNECTIONS_CONNECTED, 1);
        newConnection(socket).start(acceptor);
    }

    @Override
    public long beforeWait(long waitNs, long nowNs) {
        alarm.setBy(nowNs + waitNs, nowNs);
        return 0;
    }

    @Override
    public void afterPoll() {
        uring.buffers().afterPoll();
    }

    @Override
    public void shutdown() {
        stopped = true;
        alarm.disarm();
        for (UringListener listener : List.copyOf(listeners)) {
            listener.close();
        }
        for (UringConnections table : tables) {
            table.abortAll();
        }
    }

    @Override
    public int openSockets() {
        int open = listeners.size() + (alarm.isArmed() ? 1 : 0);
        for (UringConnections table : tables) {
            open += table.count();
        }
        return open;
    }
}
