package io.robustmq.transport.core;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import io.robustmq.transport.net.DirtyConnections;
import io.robustmq.transport.net.SocketTransport;
import io.robustmq.transport.net.TransportKind;
import io.robustmq.transport.net.channel.ChannelTransport;
import io.robustmq.transport.net.channel.LayeredTransport;
import io.robustmq.transport.net.raw.EpollTransport;
import io.robustmq.transport.net.raw.UringTransport;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Which code drives the sockets of each {@link TransportKind}, and why one may be missing here. */
final class IoDrivers {
    /** Submissions queued between two enters; more are submitted early, not lost. */
    private static final int URING_SUBMISSIONS = 1024;

    private static final int URING_COMPLETIONS = 16_384;

    static {
        // Netty would look for three other loggers first, and each look through all jars for it.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    }

    private IoDrivers() {}

    /**
     * @return null when this machine offers the kind, else why it doesn't
     */
    static @Nullable String whyMissing(TransportKind kind) {
        Throwable cause =
                switch (kind) {
                    case IO_URING ->
                            IoUring.isAvailable()
                                    ? missingFeature()
                                    : IoUring.unavailabilityCause();
                    case EPOLL -> Epoll.isAvailable() ? null : Epoll.unavailabilityCause();
                    case NIO -> null;
                };
        if (cause == null) {
            return null;
        }
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private static @Nullable Throwable missingFeature() {
        return IoUring.isAcceptMultishotEnabled() && IoUring.isRecvMultishotEnabled()
                ? null
                : new UnsupportedOperationException(
                        "this kernel has no multishot accept and receive (Linux 6.0)");
    }

    static IoHandlerFactory factory(TransportKind kind) {
        return switch (kind) {
            case IO_URING ->
                    IoUringIoHandler.newFactory(
                            new IoUringIoHandlerConfig()
                                    .setRingSize(URING_SUBMISSIONS)
                                    .setCqSize(URING_COMPLETIONS));
            case EPOLL -> EpollIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    static SocketTransport sockets(
            CoreConfig config,
            ManualIoEventLoop loop,
            Core core,
            DirtyConnections dirty,
            CoreCells cells,
            CoreErrors errors)
            throws IOException {
        SocketTransport channels =
                new ChannelTransport(loop, config.transport(), core, dirty, cells, errors);
        return switch (config.transport()) {
            case IO_URING ->
                    new LayeredTransport(
                            new UringTransport(config, loop, core, dirty, cells, errors), channels);
            case EPOLL ->
                    new LayeredTransport(
                            new EpollTransport(config, loop, core, dirty, cells, errors), channels);
            case NIO -> channels;
        };
    }
}
