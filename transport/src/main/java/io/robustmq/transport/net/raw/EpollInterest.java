package io.robustmq.transport.net.raw;

import io.netty.channel.epoll.EpollIoOps;

/** What epoll shall report of a socket. Errors and hang-ups it reports always. */
final class EpollInterest {
    /** Errors only. Netty's NONE would take the socket out of the set for good. */
    static final EpollIoOps NOTHING = EpollIoOps.EPOLLERR;

    static final EpollIoOps READ = EpollIoOps.EPOLLIN;
    static final EpollIoOps WRITE = EpollIoOps.EPOLLOUT;
    static final EpollIoOps READ_WRITE = READ.with(WRITE);

    /** EPOLLERR and EPOLLHUP of sys/epoll.h: the socket failed or both directions ended. */
    private static final int FAILED = 0x8 | 0x10;

    private EpollInterest() {}

    static EpollIoOps of(boolean read, boolean write) {
        if (read) {
            return write ? READ_WRITE : READ;
        }
        return write ? WRITE : NOTHING;
    }

    static boolean hasFailed(EpollIoOps events) {
        return (events.value() & FAILED) != 0;
    }
}
