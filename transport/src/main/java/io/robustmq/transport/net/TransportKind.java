package io.robustmq.transport.net;

/** The kernel interface that carries the sockets; the best comes first. */
public enum TransportKind {
    IO_URING("io_uring"),
    EPOLL("epoll"),
    NIO("nio");

    private final String label;

    TransportKind(String label) {
        this.label = label;
    }

    /** As in configuration, banners and results. */
    public String label() {
        return label;
    }
}
