package io.robustmq.kernel.cores;

import org.agrona.DirectBuffer;

/** Takes one type of message from other cores. */
public interface CoreMessages {
    /**
     * @param from the sending core
     * @param tag the message's number, as its type understands it
     * @param offset of the body, valid during the call only
     */
    void onMessage(int from, long tag, DirectBuffer buffer, int offset, int length);
}
