package io.robustmq.storage.replica;

import io.robustmq.storage.journal.FrameFlyweight;

/**
 * One frame of a shard's stream.
 *
 * @param position of its first byte in the stream
 * @param epoch the reign in which a leader wrote it first
 */
record StreamFrame(long position, int type, int epoch, byte[] payload) {
    long end() {
        return position + FrameFlyweight.framedBytes(payload.length);
    }
}
