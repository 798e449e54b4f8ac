package io.robustmq.transport.net.raw;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreCell;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.memory.OutputChunk;
import io.robustmq.transport.net.Acceptor;
import java.io.IOException;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A connection on epoll, level-triggered: reads when told to, writes at the end of the cycle and
 * asks for writability only after the socket took less than it was given.
 */
@OwnedBy(Core.class)
final class EpollConnection extends RawConnection implements EpollIoHandle {
    /** Reads of one socket in one cycle, so that a fast peer can't starve the others. */
    private static final int READS_PER_EVENT = 4;

    /** Writes of one socket in one go. */
    private static final int WRITES_PER_FLUSH = 4;

    private final EpollSockets epoll;
    private final Socket socket;
    private final IoRegistration registration;
    private EpollIoOps interest = EpollInterest.NOTHING;
    private boolean blocked;

    EpollConnection(EpollSockets epoll, EpollLoop loop, Socket socket) throws IOException {
        super(epoll.raw());
        this.epoll = epoll;
        this.socket = socket;
        this.registration = loop.register(this);
        epoll.open().add(this);
    }

    void start(Acceptor acceptor) {
        open(acceptor);
        updateInterest();
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    Socket socket() {
        return socket;
    }

    @Override
    public void handle(IoRegistration source, IoEvent event) {
        EpollIoOps events = ((EpollIoEvent) event).ops();
        try {
            if (events.contains(EpollIoOps.EPOLLOUT)) {
                blocked = false;
                startSending();
                markDirty();
            }
            if (events.contains(EpollIoOps.EPOLLIN) && wantsInput()) {
                read();
            } else if (EpollInterest.hasFailed(events)) {
                socketFailed();
            }
        } catch (Throwable error) {
            sockets.errors().onError("a connection's I/O", error);
            abort();
        }
    }

    private void read() {
        UnsafeBuffer buffer = epoll.readBuffer();
        int room = buffer.capacity() - RawSockets.HEADROOM_BYTES;
        for (int reads = 0; reads < READS_PER_EVENT && wantsInput(); reads++) {
            int length;
            try {
                length =
                        socket.recvAddress(
                                buffer.addressOffset(),
                                RawSockets.HEADROOM_BYTES,
                                buffer.capacity());
            } catch (IOException e) {
                socketFailed();
                return;
            }
            if (length < 0) {
                peerEnded();
                return;
            }
            if (length > 0) {
                received(buffer, RawSockets.HEADROOM_BYTES, length, RawSockets.HEADROOM_BYTES);
            }
            if (length < room) {
                return;
            }
        }
    }

    @Override
    void startSending() {
        OutputChunk first = firstOutput();
        for (int writes = 0; first != null && !blocked && writes < WRITES_PER_FLUSH; writes++) {
            int wanted = first.used() - first.sent();
            int taken;
            try {
                if (first.next() == null) {
                    taken = socket.sendAddress(first.address(), first.sent(), first.used());
                } else {
                    int entries = epoll.gather().fill(first);
                    taken = (int) socket.writevAddresses(epoll.gather().address(), entries);
                    wanted = Math.max(wanted, taken);
                }
            } catch (IOException e) {
                socketFailed();
                return;
            }
            sockets.cells().add(CoreCell.SENDS, 1);
            blocked = taken < wanted;
            if (taken > 0) {
                sent(taken);
            }
            first = firstOutput();
        }
    }

    @Override
    void ensureReading() {
        updateInterest();
    }

    @Override
    void readingPaused() {
        updateInterest();
    }

    private void updateInterest() {
        EpollIoOps wanted = EpollInterest.of(wantsInput(), firstOutput() != null);
        if (wanted.value() != interest.value() && socket.isOpen()) {
            interest = wanted;
            registration.submit(wanted);
        }
    }

    @Override
    boolean kernelIsDone() {
        return true;
    }

    @Override
    void released() {
        registration.cancel();
        epoll.open().remove(this);
    }
}
