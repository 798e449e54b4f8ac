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

/** Plain TCP of one core on epoll. */
@OwnedBy(Core.class)
public final class EpollTransport implements SocketTransport {
    private final EpollLoop loop;
    private final RawSockets raw;
    private final EpollSockets epoll;
    private final List<EpollListener> listeners = new ArrayList<>();

    public EpollTransport(
            CoreConfig config,
            ManualIoEventLoop eventLoop,
            Core core,
            DirtyConnections dirty,
            CoreCells cells,
            CoreErrors errors) {
        this.loop = new EpollLoop(eventLoop);
        this.raw = new RawSockets(core, dirty, cells, errors);
        this.epoll = new EpollSockets(raw, config.readBufferBytes());
    }

    @Override
    public Core.Listener listen(Endpoint endpoint, Acceptor acceptor) throws IOException {
        Socket socket = TcpSockets.listening(endpoint);
        EpollListener listener = new EpollListener(this, loop, raw, socket, acceptor);
        listeners.add(listener);
        return listener;
    }

    void accepted(int fd, Acceptor acceptor) throws IOException {
        raw.cells().add(CoreCell.CONNECTIONS_ACCEPTED, 1);
        new EpollConnection(epoll, loop, new Socket(fd)).start(acceptor);
    }

    void closed(EpollListener listener) {
        listeners.remove(listener);
    }

    @Override
    public void connect(Endpoint endpoint, Acceptor acceptor, Core.ConnectFailure onFailure) {
        new EpollConnect(this, loop, raw, acceptor, onFailure).start(endpoint);
    }

    void connected(Socket socket, Acceptor acceptor) throws IOException {
        raw.cells().add(CoreCell.CONNECTIONS_CONNECTED, 1);
        new EpollConnection(epoll, loop, socket).start(acceptor);
    }

    @Override
    public long beforeWait(long waitNs, long nowNs) {
        return waitNs;
    }

    @Override
    public void shutdown() {
        List.copyOf(listeners).forEach(EpollListener::close);
        epoll.open().forEach(EpollConnection::abort);
    }

    @Override
    public int openSockets() {
        return listeners.size() + epoll.open().size();
    }
}
