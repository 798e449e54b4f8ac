package io.robustmq.transport.net.raw;

import io.netty.channel.uring.IoUringIoOps;

/**
 * Submissions as the kernel's io_uring.h numbers them (these numbers are ABI and never change), and
 * what their completions carry.
 */
final class UringAbi {
    static final byte OP_POLL_ADD = 6;
    static final byte OP_SENDMSG = 9;
    static final byte OP_TIMEOUT = 11;
    static final byte OP_TIMEOUT_REMOVE = 12;
    static final byte OP_ACCEPT = 13;
    static final byte OP_ASYNC_CANCEL = 14;
    static final byte OP_SEND = 26;
    static final byte OP_RECV = 27;
    static final byte OP_PROVIDE_BUFFERS = 31;

    /** The completion names the buffer the kernel chose, above {@link #CQE_BUFFER_SHIFT}. */
    static final int CQE_F_BUFFER = 1;

    /** More completions of this submission follow. */
    static final int CQE_F_MORE = 1 << 1;

    static final int CQE_BUFFER_SHIFT = 16;

    private static final byte SQE_BUFFER_SELECT = 1 << 5;
    private static final short ACCEPT_MULTISHOT = 1;
    private static final short RECV_MULTISHOT = 1 << 1;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int POLLOUT = 4;
    private static final int TIMEOUT_UPDATE = 1 << 1;

    /** Complete only when all is sent, so that short sends are rare; no SIGPIPE. */
    private static final int SEND_FLAGS = 0x100 /* MSG_WAITALL */ | 0x4000 /* MSG_NOSIGNAL */;

    private UringAbi() {}

    static IoUringIoOps acceptMultishot(int fd) {
        return submission(OP_ACCEPT, 0, ACCEPT_MULTISHOT, fd, 0, 0, 0, SOCK_CLOEXEC, 0, 0);
    }

    /** Receives until cancelled, each time into a buffer of the group. */
    static IoUringIoOps receiveMultishot(int fd, int bufferGroup, short token) {
        return submission(
                OP_RECV, SQE_BUFFER_SELECT, RECV_MULTISHOT, fd, 0, 0, 0, 0, token, bufferGroup);
    }

    static IoUringIoOps send(int fd, long address, int length, short token) {
        return submission(OP_SEND, 0, 0, fd, 0, address, length, SEND_FLAGS, token, 0);
    }

    /** Sends what a struct msghdr at {@code address} lists. */
    static IoUringIoOps sendMessage(int fd, long address, short token) {
        return submission(OP_SENDMSG, 0, 0, fd, 0, address, 1, SEND_FLAGS, token, 0);
    }

    /** Cancels the submission whose user data was {@code target}. */
    static IoUringIoOps cancel(long target, short token) {
        return submission(OP_ASYNC_CANCEL, 0, 0, -1, 0, target, 0, 0, token, 0);
    }

    static IoUringIoOps pollWritable(int fd, short token) {
        return submission(OP_POLL_ADD, 0, 0, fd, 0, 0, 0, POLLOUT, token, 0);
    }

    /**
     * Completes after what the struct timespec at {@code address} says, whatever else completes.
     */
    static IoUringIoOps timeout(long address) {
        return submission(OP_TIMEOUT, 0, 0, -1, 0, address, 1, 0, 0, 0);
    }

    /** Makes the time-out whose user data was {@code target} complete at another time. */
    static IoUringIoOps updateTimeout(long target, long address) {
        return submission(OP_TIMEOUT_REMOVE, 0, 0, -1, address, target, 0, TIMEOUT_UPDATE, 0, 0);
    }

    static IoUringIoOps removeTimeout(long target) {
        return submission(OP_TIMEOUT_REMOVE, 0, 0, -1, 0, target, 0, 0, 0, 0);
    }

    /** Gives one buffer to the group under its number. */
    static IoUringIoOps provideBuffer(long address, int length, int bufferGroup, int bufferId) {
        return submission(
                OP_PROVIDE_BUFFERS,
                0,
                0,
                1, // buffers
                bufferId,
                address,
                length,
                0,
                (short) bufferId,
                bufferGroup);
    }

    private static IoUringIoOps submission(
            byte opcode,
            int flags,
            int ioPriority,
            int fd,
            long offset,
            long address,
            int length,
            int opFlags,
            int token,
            int bufferGroup) {
        return new IoUringIoOps(
                opcode,
                (byte) flags,
                (short) ioPriority,
                fd,
                offset,
                address,
                length,
                opFlags,
                (long) (short) token,
                (short) bufferGroup,
                (short) 0,
                0,
                0);
    }
}
