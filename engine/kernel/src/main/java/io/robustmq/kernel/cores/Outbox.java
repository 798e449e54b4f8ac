package io.robustmq.kernel.cores;

import io.robustmq.kernel.cores.concurrent.CoreRing;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayDeque;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One core's way into one ring. What must arrive is posted: it waits here while the ring is full,
 * and whatever comes later stays behind it. Whoever posts bounds what may be under way, so this
 * queue needs no limit of its own.
 */
@OwnedBy(Core.class)
final class Outbox {
    private final CoreRing ring;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    Outbox(CoreRing ring) {
        this.ring = ring;
    }

    private record Waiting(int type, long tag, UnsafeBuffer body) {}

    boolean hasRoom(int bodyBytes) {
        return waiting.isEmpty() && ring.hasRoom(bodyBytes);
    }

    void post(int type, long tag, DirectBuffer body, int offset, int length) {
        if (waiting.isEmpty() && ring.write(type, tag, body, offset, length)) {
            return;
        }
        UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
        copy.putBytes(0, body, offset, length);
        waiting.addLast(new Waiting(type, tag, copy));
    }

    /**
     * @return messages that found room
     */
    int flush() {
        int flushed = 0;
        for (Waiting first = waiting.peekFirst(); first != null; first = waiting.peekFirst()) {
            if (!ring.write(first.type, first.tag, first.body, 0, first.body.capacity())) {
                break;
            }
            waiting.removeFirst();
            flushed++;
        }
        return flushed;
    }

    int waiting() {
        return waiting.size();
    }
}
