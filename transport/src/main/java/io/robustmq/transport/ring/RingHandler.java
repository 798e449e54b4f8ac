package io.robustmq.transport.ring;

import org.agrona.DirectBuffer;

/** Takes the messages of other cores in, on the receiving core's thread. */
public interface RingHandler {
    /**
     * @param fromCore index of the core that wrote it
     * @param type as the writer gave it, 1 or more
     * @param buffer valid during the call only
     */
    void onMessage(int fromCore, int type, DirectBuffer buffer, int offset, int length);
}
