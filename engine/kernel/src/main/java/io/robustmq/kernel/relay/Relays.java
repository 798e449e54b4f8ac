package io.robustmq.kernel.relay;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.kernel.cores.CoreLinks;
import io.robustmq.kernel.cores.Retries;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Acceptor;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import io.robustmq.transport.net.DirtyConnections;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The relayed connections of a core: those whose socket is here and whose home is elsewhere, and
 * those at home here.
 *
 * <p>Each direction of each connection has a window of bytes that the other side has not taken yet;
 * when it is used up, or a ring is full, the sending side stops: the socket's reading, or the
 * home's output, which then fills to its limit like any slow peer's.
 */
@OwnedBy(Core.class)
public final class Relays {
    /** Bits of a pipe's number; the socket's core stands above them. */
    private static final int NUMBER_BITS = 56;

    private final Core core;
    private final CoreLinks links;
    private final Retries retries;
    private final Acceptor homeAcceptor;
    private final int outputLimitBytes;
    private final int portionBytes;
    private final DirtyConnections dirty = new DirtyConnections();
    private final Long2ObjectHashMap<Pipe> pipes = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<RelayedConnection> atHome = new Long2ObjectHashMap<>();
    private final UnsafeBuffer count = new UnsafeBuffer(new byte[Integer.BYTES]);
    private long nextNumber;

    /**
     * @param homeAcceptor takes the connections that other cores relay to this one
     * @param outputLimitBytes of each of these
     */
    public Relays(
            Core core,
            CoreLinks links,
            Retries retries,
            Acceptor homeAcceptor,
            int outputLimitBytes) {
        this.core = core;
        this.links = links;
        this.retries = retries;
        this.homeAcceptor = homeAcceptor;
        this.outputLimitBytes = outputLimitBytes;
        this.portionBytes = Math.min(RelayMessages.PORTION_BYTES, links.bodyBytesMax());
        this.nextNumber = (long) links.self() << NUMBER_BITS;
        links.on(RelayMessages.OPENED, this::onOpened);
        links.on(RelayMessages.INPUT, this::onInput);
        links.on(RelayMessages.INPUT_TAKEN, this::onInputTaken);
        links.on(RelayMessages.OUTPUT, this::onOutput);
        links.on(RelayMessages.OUTPUT_TAKEN, this::onOutputTaken);
        links.on(RelayMessages.CLOSE, (from, number, b, at, n) -> onHomeEnded(number, false));
        links.on(RelayMessages.ABORT, (from, number, b, at, n) -> onHomeEnded(number, true));
        links.on(RelayMessages.ENDED, (from, number, b, at, n) -> onSocketEnded(number));
    }

    /**
     * Relays a connection from its next byte on.
     *
     * @param home another core
     * @return what takes this connection's bytes and events from now on
     */
    public ConnectionHandler relay(Connection connection, int home) {
        Pipe pipe = new Pipe(connection, this, home, nextNumber++);
        pipes.put(pipe.number(), pipe);
        ExpandableArrayBuffer peer = new ExpandableArrayBuffer(64);
        int length =
                new PeerDescriptor(connection.remoteAddress(), connection.peerSubject())
                        .write(peer);
        links.post(home, RelayMessages.OPENED, pipe.number(), peer, 0, length);
        return pipe;
    }

    /** Connections whose socket is here and whose home is elsewhere. */
    public int pipes() {
        return pipes.size();
    }

    /**
     * End of the cycle: what was written to connections at home here goes to their sockets' cores.
     */
    public int flush() {
        return dirty.flushAll();
    }

    // ---- for both ends ----

    int portionBytes() {
        return portionBytes;
    }

    Retries retries() {
        return retries;
    }

    // ---- the socket's end ----

    boolean trySendInput(Pipe pipe, DirectBuffer buffer, int offset, int length) {
        boolean hasRoom = links.hasRoom(pipe.home(), length);
        if (hasRoom) {
            links.send(pipe.home(), RelayMessages.INPUT, pipe.number(), buffer, offset, length);
        }
        return hasRoom;
    }

    void tellOutputTaken(Pipe pipe, int bytes) {
        count.putInt(0, bytes, LITTLE_ENDIAN);
        links.post(pipe.home(), RelayMessages.OUTPUT_TAKEN, pipe.number(), count, 0, Integer.BYTES);
    }

    /** The socket is closed; the home hears of it unless it was the one to say so. */
    void ended(Pipe pipe, boolean tellHome) {
        pipes.remove(pipe.number());
        if (tellHome) {
            links.post(pipe.home(), RelayMessages.ENDED, pipe.number());
        }
    }

    private void onInputTaken(int from, long number, DirectBuffer buffer, int at, int length) {
        Pipe pipe = pipes.get(number);
        if (pipe != null) {
            pipe.onInputTaken(buffer.getInt(at, LITTLE_ENDIAN));
        }
    }

    private void onOutput(int from, long number, DirectBuffer buffer, int at, int length) {
        Pipe pipe = pipes.get(number);
        if (pipe != null) {
            pipe.onOutput(buffer, at, length);
        }
    }

    private void onHomeEnded(long number, boolean abort) {
        Pipe pipe = pipes.get(number);
        if (pipe != null && abort) {
            pipe.onAbort();
        } else if (pipe != null) {
            pipe.onClose();
        }
    }

    // ---- the home's end ----

    boolean trySendOutput(RelayedConnection to, DirectBuffer buffer, int offset, int length) {
        boolean hasRoom = links.hasRoom(to.socketCore(), length);
        if (hasRoom) {
            links.send(to.socketCore(), RelayMessages.OUTPUT, to.number(), buffer, offset, length);
        }
        return hasRoom;
    }

    void tellInputTaken(RelayedConnection connection, int bytes) {
        count.putInt(0, bytes, LITTLE_ENDIAN);
        links.post(
                connection.socketCore(),
                RelayMessages.INPUT_TAKEN,
                connection.number(),
                count,
                0,
                Integer.BYTES);
    }

    /**
     * @param message {@link RelayMessages#CLOSE} or {@link RelayMessages#ABORT}
     */
    void closed(RelayedConnection connection, int message) {
        atHome.remove(connection.number());
        links.post(connection.socketCore(), message, connection.number());
    }

    private void onOpened(int from, long number, DirectBuffer buffer, int at, int length) {
        PeerDescriptor peer = PeerDescriptor.read(buffer, at);
        RelayedConnection connection =
                new RelayedConnection(this, core, dirty, outputLimitBytes, from, number, peer);
        ConnectionHandler handler = homeAcceptor.onConnected(connection);
        if (handler == null) {
            links.post(from, RelayMessages.ABORT, number);
            return;
        }
        connection.handler(handler);
        atHome.put(number, connection);
    }

    private void onInput(int from, long number, DirectBuffer buffer, int at, int length) {
        RelayedConnection connection = atHome.get(number);
        if (connection != null) {
            connection.onInput(buffer, at, length);
        }
    }

    private void onOutputTaken(int from, long number, DirectBuffer buffer, int at, int length) {
        RelayedConnection connection = atHome.get(number);
        if (connection != null) {
            connection.onOutputTaken(buffer.getInt(at, LITTLE_ENDIAN));
        }
    }

    private void onSocketEnded(long number) {
        RelayedConnection connection = atHome.remove(number);
        if (connection != null) {
            connection.onEnded();
        }
    }
}
