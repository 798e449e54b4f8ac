package io.robustmq.codec.mqtt.decode;

import io.robustmq.codec.mqtt.TwoByteInteger;
import org.agrona.DirectBuffer;

/**
 * Walks along the filters of a SUBSCRIBE or UNSUBSCRIBE, which its decoder has checked.
 *
 * <pre>
 *   { length, 2 | filter, length | what follows each, fixed } ...
 * </pre>
 */
final class TopicFilters {
    private final int bytesBehindEach;
    private DirectBuffer buffer = PropertiesDecoder.NO_BYTES;
    private int first;
    private int end;
    private int count;
    private int current;
    private int behindCurrent;

    /**
     * @param bytesBehindEach 1 for the options of SUBSCRIBE, 0 for UNSUBSCRIBE
     */
    TopicFilters(int bytesBehindEach) {
        this.bytesBehindEach = bytesBehindEach;
    }

    /**
     * @param first offset of the first filter's length
     * @param end offset behind the last filter and what follows it
     */
    void wrap(DirectBuffer buffer, int first, int end, int count) {
        this.buffer = buffer;
        this.first = first;
        this.end = end;
        this.count = count;
        rewind();
    }

    int count() {
        return count;
    }

    void rewind() {
        current = first;
        behindCurrent = first;
    }

    boolean next() {
        if (behindCurrent == end) {
            return false;
        }
        current = behindCurrent;
        behindCurrent = behind() + bytesBehindEach;
        return true;
    }

    /** Of the filter that {@link #next} went to; so with all that follow. */
    int offset() {
        return current + TwoByteInteger.BYTES;
    }

    int length() {
        return TwoByteInteger.get(buffer, current);
    }

    /** Where what follows the filter begins. */
    int behind() {
        return offset() + length();
    }
}
