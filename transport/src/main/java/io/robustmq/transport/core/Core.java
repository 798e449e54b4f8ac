package io.robustmq.transport.core;

import io.robustmq.transport.memory.ChunkPool;
import io.robustmq.transport.net.Acceptor;
import io.robustmq.transport.net.Endpoint;
import io.robustmq.transport.net.TransportKind;
import java.io.IOException;

/**
 * One pinned thread and all that it alone may touch: I/O, timers, connections, output memory.
 *
 * <p>Cycle: drain replies → poll I/O → drain requests → fire timers → end of cycle → flush each
 * dirty connection once → idle. Methods are for the core's own thread unless they say otherwise.
 */
public interface Core {
    /** From 0; also the index of the CPU offset the thread is pinned to. */
    int index();

    /** The transport really in use, after {@code auto} was resolved. */
    TransportKind transport();

    CoreClock clock();

    Timers timers();

    ChunkPool chunks();

    /** Any thread. True on the core's own thread. */
    boolean isCurrentThread();

    /**
     * Control work, any thread; runs on the core's thread in a later cycle, in order of arrival.
     *
     * @return false when the bounded inbox is full or the core has stopped
     */
    boolean execute(Runnable work);

    /**
     * Any thread: starts listening with SO_REUSEPORT on this core and returns once bound. Core 0
     * comes first: it makes sure that no other process has the port, the other cores share it.
     *
     * @throws IOException the address is taken or not ours; the message names it
     */
    Listener listen(Endpoint endpoint, Acceptor acceptor) throws IOException;

    /**
     * As {@link #listen}, at an address that no other core shares, whichever core this is.
     *
     * @throws IOException the address is taken or not ours; the message names it
     */
    default Listener listenAlone(Endpoint endpoint, Acceptor acceptor) throws IOException {
        return listen(endpoint, acceptor);
    }

    /**
     * Starts a client connection; {@code acceptor} gets it once connected. {@code onFailure} runs
     * instead if it can't be.
     */
    void connect(Endpoint endpoint, Acceptor acceptor, ConnectFailure onFailure);

    /**
     * Any thread: wakes the core if it sleeps inside the I/O wait. Publish first, to whatever the
     * core's {@link CoreDuty} drains, then call this; once per batch is enough. Costs a fence and a
     * read while the core is awake.
     */
    void wakeup();

    /** An open listening socket of one core. */
    interface Listener extends AutoCloseable {
        /** The port really bound; what was asked for unless that was 0. */
        int port();

        /** Any thread. Stops accepting; open connections stay. */
        @Override
        void close();
    }

    /** Why a client connection could not be made; runs on the core's thread. */
    interface ConnectFailure {
        void onConnectFailed(IOException cause);
    }
}
