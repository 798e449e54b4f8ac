package io.robustmq.transport.net.raw;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.uring.IoUringIoEvent;
import io.netty.channel.uring.IoUringIoHandle;
import io.netty.channel.uring.IoUringIoOps;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreErrors;
import io.robustmq.transport.core.OwnedBy;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Up to 65,536 connections behind one registration: a submission's 16 bits of user data name the
 * connection, so that none needs a registration, an event and a map entry of its own.
 */
@OwnedBy(Core.class)
final class UringConnections implements IoUringIoHandle {
    static final int CAPACITY = 1 << Short.SIZE;

    private final UringSockets uring;
    private final IoRegistration registration;
    private final CoreErrors errors;
    private @Nullable UringConnection[] byToken = new UringConnection[64];
    private char[] free = new char[64];
    private int freeCount;
    private int used;

    UringConnections(UringSockets uring, UringLoop loop, CoreErrors errors) throws IOException {
        this.uring = uring;
        this.errors = errors;
        this.registration = loop.register(this);
    }

    UringSockets uring() {
        return uring;
    }

    boolean isFull() {
        return freeCount == 0 && used == CAPACITY;
    }

    /** Connections whose socket is open. */
    int count() {
        return used - freeCount;
    }

    /**
     * @return the token of this connection's submissions, until {@link #remove}
     */
    short add(UringConnection connection) {
        int token;
        if (freeCount > 0) {
            token = free[--freeCount];
        } else {
            token = used++;
            if (token == byToken.length) {
                byToken = Arrays.copyOf(byToken, 2 * token);
                free = Arrays.copyOf(free, 2 * token);
            }
        }
        byToken[token] = connection;
        return (short) token;
    }

    /** No completion of this connection is outstanding: its token may be another's. */
    void remove(short token) {
        int index = Short.toUnsignedInt(token);
        byToken[index] = null;
        free[freeCount++] = (char) index;
    }

    /**
     * @return the user data that names this submission to {@link UringAbi#cancel}
     */
    long submit(IoUringIoOps submission) {
        return registration.submit(submission);
    }

    void abortAll() {
        for (int i = 0; i < used; i++) {
            UringConnection connection = byToken[i];
            if (connection != null) {
                connection.abort();
            }
        }
    }

    @Override
    public void handle(IoRegistration source, IoEvent event) {
        IoUringIoEvent completion = (IoUringIoEvent) event;
        UringConnection connection = byToken[(int) completion.userData() & 0xFFFF];
        if (connection == null) {
            return;
        }
        try {
            connection.onCompletion(completion.opcode(), completion.res(), completion.flags());
        } catch (Throwable error) {
            errors.onError("a connection's I/O", error);
            connection.abort();
        }
    }

    @Override
    public void close() {
        registration.cancel();
    }
}
