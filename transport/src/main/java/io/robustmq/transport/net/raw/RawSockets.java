package io.robustmq.transport.net.raw;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreCells;
import io.robustmq.transport.core.CoreErrors;
import io.robustmq.transport.net.DirtyConnections;

/** What all raw connections of one core share, so that each needs one reference to it. */
record RawSockets(Core core, DirtyConnections dirty, CoreCells cells, CoreErrors errors) {
    /** Output a connection may have pending until its handler sets a limit. */
    static final int DEFAULT_OUTPUT_LIMIT = 1 << 20;

    /** Unconsumed input a connection may carry until its handler sets a limit. */
    static final int DEFAULT_CARRY_LIMIT = 16 << 10;

    /** Bytes kept free before each read, where a carried rest is put to join it. */
    static final int HEADROOM_BYTES = 8 << 10;

    /** Pause after the process ran out of file descriptors; peers wait in the backlog. */
    static final long ACCEPT_BACK_OFF_NS = 100_000_000L;
}
