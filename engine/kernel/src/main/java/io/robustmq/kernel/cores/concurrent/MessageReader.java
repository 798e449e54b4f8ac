package io.robustmq.kernel.cores.concurrent;

import org.agrona.DirectBuffer;

/** Takes what one core sent to another. */
public interface MessageReader {
    /**
     * @param type 1 to {@link CoreRing#TYPE_MAX}
     * @param tag the message's number, whatever its type means by it
     * @param offset of the body, valid during the call only
     */
    void onMessage(int type, long tag, DirectBuffer buffer, int offset, int length);
}
