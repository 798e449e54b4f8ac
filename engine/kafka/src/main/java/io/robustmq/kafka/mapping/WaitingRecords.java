package io.robustmq.kafka.mapping;

import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayDeque;

/**
 * Messages of QoS 1 and 2 that a log could not take while the disk was behind, in order. While
 * there are any the gate is held, so nobody who publishes what is kept is read from here; what
 * comes still is under way already: bounded by what clients of other cores may have unacknowledged,
 * and by wills and delays.
 */
@OwnedBy(Core.class)
final class WaitingRecords {
    private final CommitGate gate;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Publication view = new Publication();

    private record Waiting(MappedTopic topic, Message message) {}

    WaitingRecords(CommitGate gate) {
        this.gate = gate;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int count() {
        return waiting.size();
    }

    /** The caller holds the gate. */
    void add(MappedTopic topic, Publication message) {
        waiting.addLast(new Waiting(topic, message.kept()));
    }

    /** Before the journal, every cycle: what the logs take by now. @return how many */
    int doWork() {
        if (waiting.isEmpty()) {
            return 0;
        }
        int ended = 0;
        for (Waiting next = waiting.peekFirst();
                next != null && next.topic.retry(view.wrap(next.message));
                next = waiting.peekFirst()) {
            waiting.removeFirst();
            ended++;
        }
        if (waiting.isEmpty()) {
            gate.letGo();
        }
        return ended;
    }
}
