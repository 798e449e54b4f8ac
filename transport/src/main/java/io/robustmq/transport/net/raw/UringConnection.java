package io.robustmq.transport.net.raw;

import static io.robustmq.transport.net.raw.UringAbi.CQE_BUFFER_SHIFT;
import static io.robustmq.transport.net.raw.UringAbi.CQE_F_BUFFER;
import static io.robustmq.transport.net.raw.UringAbi.CQE_F_MORE;

import io.netty.channel.unix.Socket;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreCell;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.memory.OutputChunk;
import io.robustmq.transport.net.Acceptor;
import org.jspecify.annotations.Nullable;

/**
 * A connection on io_uring: one multishot receive stays armed, at most one send is under way, and
 * neither socket nor memory is given up before the last completion came.
 */
@OwnedBy(Core.class)
final class UringConnection extends RawConnection {
    private final UringConnections table;
    private final int fd;
    private final short token;

    /** What the kernel reads the chunks of the send under way from, when they are several. */
    private @Nullable GatherList gathering;

    /** User data of the armed receive, for cancelling it. */
    private long receiveId;

    /** Submissions whose last completion has not come. */
    private byte outstanding;

    private boolean receiving;
    private boolean sending;
    private boolean cancelling;
    private boolean starved;

    /**
     * @param socket open; from here on this connection closes it
     */
    UringConnection(UringConnections table, Socket socket) {
        super(table.uring().raw());
        this.table = table;
        this.fd = socket.intValue();
        this.token = table.add(this);
    }

    /** Reading starts before the handler is asked: it may pause at once. */
    void start(Acceptor acceptor) {
        open(acceptor);
        ensureReading();
    }

    /** Made when asked for: an idle connection needs the number alone. */
    @Override
    Socket socket() {
        return new Socket(fd);
    }

    void onCompletion(byte opcode, int result, int flags) {
        if ((flags & CQE_F_MORE) == 0) {
            outstanding--;
        }
        switch (opcode) {
            case UringAbi.OP_RECV -> onReceived(result, flags);
            case UringAbi.OP_SEND, UringAbi.OP_SENDMSG -> onSent(result);
            default -> onCancelled();
        }
        if (outstanding == 0) {
            operationEnded();
        }
    }

    private void onReceived(int result, int flags) {
        if ((flags & CQE_F_MORE) == 0) {
            receiving = false;
        }
        if ((flags & CQE_F_BUFFER) != 0) {
            int id = flags >>> CQE_BUFFER_SHIFT;
            UringReadBuffers buffers = table.uring().buffers();
            if (result > 0) {
                received(buffers.memory(), buffers.offset(id), result, RawSockets.HEADROOM_BYTES);
            }
            buffers.release(id, Math.max(0, result));
        }
        if (result == 0) {
            peerEnded();
        } else if (result < 0) {
            onReceiveFailed(-result);
        } else if (!receiving) {
            markDirty(); // the kernel ended the multishot for reasons of its own: arm another
        }
    }

    private void onReceiveFailed(int errno) {
        switch (errno) {
            case Errno.ENOBUFS -> {
                sockets.cells().add(CoreCell.READ_BUFFERS_EXHAUSTED, 1);
                if (!starved) {
                    starved = true;
                    table.uring().buffers().awaitBuffers(this);
                }
            }
            case Errno.ECANCELED, Errno.EINTR, Errno.EAGAIN -> markDirty();
            default -> socketFailed();
        }
    }

    @Override
    void startSending() {
        OutputChunk first = firstOutput();
        if (sending || first == null) {
            return;
        }
        sending = true;
        outstanding++;
        sockets.cells().add(CoreCell.SENDS, 1);
        gathering = first.next() == null ? null : table.uring().gathers().take();
        if (gathering != null) {
            table.submit(UringAbi.sendMessage(fd, gathering.messageOf(first), token));
            return;
        }
        int unsent = first.used() - first.sent();
        table.submit(UringAbi.send(fd, first.address() + first.sent(), unsent, token));
    }

    private void onSent(int result) {
        sending = false;
        if (gathering != null) {
            table.uring().gathers().give(gathering);
            gathering = null;
        }
        if (result > 0) {
            sent(result);
        } else if (result < 0
                && result != -Errno.EINTR
                && result != -Errno.EAGAIN
                && result != -Errno.ENOBUFS
                && result != -Errno.ENOMEM) {
            socketFailed();
        }
        markDirty(); // what was claimed meanwhile goes out with this cycle; a close goes on
    }

    @Override
    void ensureReading() {
        if (!receiving && !starved && wantsInput()) {
            receiving = true;
            outstanding++;
            receiveId = table.submit(UringAbi.receiveMultishot(fd, UringReadBuffers.GROUP, token));
        }
    }

    void buffersAreBack() {
        starved = false;
        ensureReading();
    }

    @Override
    void readingPaused() {
        if (receiving && !cancelling) {
            cancelling = true;
            outstanding++;
            table.submit(UringAbi.cancel(receiveId, token));
        }
    }

    /** The receive tells its own end; one armed after the cancel was submitted needs another. */
    private void onCancelled() {
        cancelling = false;
        if (isPaused()) {
            readingPaused();
        }
    }

    @Override
    boolean kernelIsDone() {
        return outstanding == 0;
    }

    @Override
    void released() {
        table.remove(token);
    }
}
