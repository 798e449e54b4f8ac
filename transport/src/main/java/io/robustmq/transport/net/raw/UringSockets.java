package io.robustmq.transport.net.raw;

/** What all io_uring connections of one core share. */
record UringSockets(RawSockets raw, UringReadBuffers buffers, GatherPool gathers) {}
