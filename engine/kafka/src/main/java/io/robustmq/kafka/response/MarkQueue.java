package io.robustmq.kafka.response;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.jspecify.annotations.Nullable;

/** Answers that wait for one kind of mark, which only grows: first in, first out. */
@OwnedBy(Core.class)
final class MarkQueue {
    private @Nullable Response head;
    private @Nullable Response tail;

    void add(Response response, long mark) {
        response.await(mark);
        response.nextWaiting(null);
        Response last = tail;
        if (last == null) {
            head = response;
        } else {
            last.nextWaiting(response);
        }
        tail = response;
    }

    /** Null when none waits. */
    @Nullable Response first() {
        return head;
    }

    /** Takes out the first. */
    void removeFirst() {
        Response first = head;
        if (first != null) {
            head = first.nextWaiting();
            first.nextWaiting(null);
            tail = head == null ? null : tail;
        }
    }
}
