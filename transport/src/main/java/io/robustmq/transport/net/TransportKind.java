package io.robustmq.transport.net;

/** The kernel interface that carries the sockets. */
public enum TransportKind {
    IO_URING,
    EPOLL,
    NIO
}
