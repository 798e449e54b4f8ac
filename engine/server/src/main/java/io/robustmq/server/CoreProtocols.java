package io.robustmq.server;

import io.robustmq.kafka.KafkaCore;
import io.robustmq.kafka.KafkaTables;
import io.robustmq.kernel.log.CoreLogs;
import io.robustmq.mqtt.connection.MqttCore;
import io.robustmq.storage.journal.FrameVisitor;
import io.robustmq.storage.state.StateStore;
import io.robustmq.transport.core.CoreDuty;
import java.io.IOException;
import java.util.function.IntPredicate;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The protocols of one core over its one way to the journal: what one of them appends in a cycle is
 * handed over together with what the others do. Touched by the core's thread only.
 *
 * @param kafka null when nothing is stored
 */
record CoreProtocols(MqttCore mqtt, @Nullable KafkaCore kafka) implements CoreDuty {
    /** Takes over what the tables hold. */
    void load(StateStore store, IntPredicate isServed) throws IOException {
        mqtt.recovery().load(store, isServed);
        if (kafka != null) {
            kafka.load(store, isServed);
        }
    }

    /** An event found in the journal, to its protocol. */
    void replay(int shard, int type, DirectBuffer event, int offset, int length) {
        if (!KafkaTables.isEvent(type)) {
            mqtt.recovery().replay(shard, type, event, offset, length);
        } else if (kafka != null) {
            kafka.replay(shard, type, event, offset, length);
        }
    }

    /** Frames found in the journal: a log's to the log, whatever else is a part of an event. */
    FrameVisitor framesTo(FrameVisitor events) {
        return (shard, type, at, position, buffer, offset, length) -> {
            if (!CoreLogs.isEvent(type)) {
                events.onFrame(shard, type, at, position, buffer, offset, length);
            } else if (kafka != null) {
                kafka.replayLog(shard, type, buffer, offset);
            }
        };
    }

    @Override
    public int drainRequests() {
        return mqtt.drainRequests();
    }

    /** MQTT's part hands over what all of them appended. */
    @Override
    public int endOfCycle() {
        if (kafka == null) {
            return mqtt.endOfCycle();
        }
        int work = kafka.beforeJournal();
        work += mqtt.endOfCycle();
        return work + kafka.afterJournal();
    }

    @Override
    public boolean needsCpu() {
        return mqtt.needsCpu(); // the gate's answer, which is one for all protocols
    }

    @Override
    public long messagesReceived() {
        return mqtt.messagesReceived();
    }
}
