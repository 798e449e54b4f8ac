package io.robustmq.transport.net.raw;

/** Error numbers of Linux that a socket answers with and that we tell apart. */
final class Errno {
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int ECONNABORTED = 103;
    static final int ENOBUFS = 105;
    static final int EALREADY = 114;
    static final int ECANCELED = 125;

    private Errno() {}
}
