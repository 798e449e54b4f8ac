package io.robustmq.mqtt.session;

import io.robustmq.storage.journal.Durability;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Makes one frame of like events that follow each other: what a connection's read brought. The
 * frame grows in the journal while nothing else is appended, so nothing of it is held back here.
 * {@link RunFlyweight} draws it.
 */
@OwnedBy(Core.class)
final class EventRuns {
    /** A frame that has as much grows no more. */
    static final int BYTES_MAX = 64 << 10;

    private static final UnsafeBuffer ONE_MORE = new UnsafeBuffer(new byte[1]);

    private final SessionJournal journal;

    // The frame that was appended last, and what would go on where it ends.
    private @Nullable JournaledEvents session;
    private int type;
    private int bytes;
    private long mark;
    private long sequence;
    private long number;
    private int packetId;

    EventRuns(SessionJournal journal) {
        this.journal = journal;
    }

    /**
     * @param id with which it is sent; {@link DeliveryFlyweight#WAITS}
     */
    void enqueued(
            JournaledEvents to, Delivery delivery, long messageNumber, int id, Durability kept) {
        int event = SessionEventType.ENQUEUED_RUN;
        if (goesOn(to, event, delivery.sequence(), messageNumber, id)) {
            int end = RunFlyweight.writeEach(journal.frame(), 0, delivery);
            if (journal.extend(to.shard(), event, kept, end)) {
                appended(end);
                return;
            }
        }
        int at = RunFlyweight.write(to.frame(), to.begin(), delivery.sequence(), messageNumber, id);
        int end = RunFlyweight.writeEach(to.frame(), at, delivery);
        journal.append(to.shard(), event, kept, end);
        begun(to, event, end, delivery.sequence(), messageNumber, id);
    }

    /** Acknowledged; nothing refers to its message any more. */
    void finished(
            JournaledEvents of, long ofSequence, long messageNumber, int id, Durability kept) {
        int event = SessionEventType.FINISHED_RUN;
        if (goesOn(of, event, ofSequence, messageNumber, id)
                && journal.extend(of.shard(), event, kept, ONE_MORE)) {
            appended(1);
            return;
        }
        int end = RunFlyweight.write(of.frame(), of.begin(), ofSequence, messageNumber, id);
        journal.append(of.shard(), event, kept, end);
        begun(of, event, end, ofSequence, messageNumber, id);
    }

    private boolean goesOn(
            JournaledEvents of, int event, long ofSequence, long messageNumber, int id) {
        return of == session
                && event == type
                && ofSequence == sequence
                && messageNumber == number
                && id == packetId
                && journal.mark() == mark
                && bytes < BYTES_MAX;
    }

    private void begun(
            JournaledEvents of,
            int event,
            int length,
            long ofSequence,
            long messageNumber,
            int id) {
        session = of;
        type = event;
        bytes = 0;
        sequence = ofSequence;
        number = messageNumber;
        packetId = id;
        appended(length);
    }

    private void appended(int more) {
        bytes += more;
        mark = journal.mark();
        sequence++;
        number++;
        packetId += packetId == DeliveryFlyweight.WAITS ? 0 : 1;
    }
}
