package io.robustmq.kernel.relay;

import io.robustmq.kernel.cores.MessageTypes;

/**
 * What the two ends of a relayed connection tell each other. The tag is the pipe's number, given by
 * the core of the socket.
 */
final class RelayMessages {
    /** Socket → home: a connection; the body is its {@link PeerDescriptor}. */
    static final int OPENED = MessageTypes.FIRST_OF_RELAY;

    /** Socket → home: bytes the peer sent. */
    static final int INPUT = OPENED + 1;

    /** Home → socket: so many bytes of input were taken, an int. */
    static final int INPUT_TAKEN = OPENED + 2;

    /** Home → socket: bytes for the peer. */
    static final int OUTPUT = OPENED + 3;

    /** Socket → home: so many bytes of output may follow, an int. */
    static final int OUTPUT_TAKEN = OPENED + 4;

    /** Home → socket: no output follows; flush and close. */
    static final int CLOSE = OPENED + 5;

    /** Home → socket: close at once. */
    static final int ABORT = OPENED + 6;

    /** Socket → home: the socket is gone. */
    static final int ENDED = OPENED + 7;

    /**
     * Bytes one side may have sent and the other not yet taken, in each direction: more than one
     * read, so that the socket goes on reading while the home works.
     */
    static final int WINDOW_BYTES = 128 << 10;

    /** Longest body of {@link #INPUT} and {@link #OUTPUT}; smaller rings make it shorter. */
    static final int PORTION_BYTES = 64 << 10;

    private RelayMessages() {}
}
