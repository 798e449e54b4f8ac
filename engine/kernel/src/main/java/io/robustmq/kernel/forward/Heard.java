package io.robustmq.kernel.forward;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.collections.Long2LongHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How far one receiver has come in each sender's stream. A stream's messages come in the order of
 * their sequences, so the last one tells of all before. Changed by the receiver's events only;
 * bounded by the streams there are, {@link ForwardStreams#count}.
 */
@OwnedBy(Core.class)
public final class Heard {
    private static final int FIRST_CAPACITY = 8;
    private static final long NOTHING = 0;

    private @Nullable Long2LongHashMap lastOfStream;

    /** True when the message came before. */
    public boolean has(int stream, long sequence) {
        Long2LongHashMap map = lastOfStream;
        return map != null && sequence <= map.get(stream);
    }

    /** An event of the receiver has this message. */
    public void applied(int stream, long sequence) {
        Long2LongHashMap map = lastOfStream;
        if (map == null) {
            map = new Long2LongHashMap(FIRST_CAPACITY, 0.65f, NOTHING);
            lastOfStream = map;
        }
        map.put(stream, Math.max(sequence, map.get(stream)));
    }

    /** The last of a stream; 0 for none. */
    public long last(int stream) {
        Long2LongHashMap map = lastOfStream;
        return map == null ? NOTHING : map.get(stream);
    }

    /** Streams something came from. */
    public int streams() {
        Long2LongHashMap map = lastOfStream;
        return map == null ? 0 : map.size();
    }
}
