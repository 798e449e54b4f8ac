package io.robustmq.kernel.cores;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.robustmq.kernel.cores.concurrent.LargeBodies;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreErrors;
import io.robustmq.transport.core.CounterCells;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.ring.CoreInbox;
import io.robustmq.transport.ring.CoreOutbox;
import io.robustmq.transport.ring.CoreRings;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One core's links to all others. What one core sends to another arrives in the order it was sent.
 *
 * <pre>
 * send   what may be refused: ask hasRoom of all cores it goes to, then send to each
 * post   what must arrive: waits for room in its place; whoever posts bounds how much
 * </pre>
 *
 * Reading never waits for room to write, so full rings can't lock each other: every core empties its
 * rings in each cycle, whatever waits in its outboxes, and whatever waits moves up as the other core
 * does the same. Answers are posted like everything else and need no ring of their own.
 */
@OwnedBy(Core.class)
public final class CoreLinks {
    /** The body of a message that is told by its type and tag alone. */
    public static final DirectBuffer NO_BODY = new UnsafeBuffer(new byte[0]);

    /** Message types are 1 to this. */
    public static final int TYPE_MAX = 63;

    /** Messages read from one core in one cycle. */
    static final int MESSAGES_PER_CYCLE = 256;

    private final int self;
    private final int cores;
    private final CoreOutbox outbox;
    private final CoreInbox inbox;
    private final @Nullable Outbox[] outboxes;
    private final LargeBodies[] largeBodiesIn;
    private final UnsafeBuffer largeBody = new UnsafeBuffer(0, 0);
    private final @Nullable CoreMessages[] handlers = new CoreMessages[TYPE_MAX + 1];
    private final int bodyBytesMax;

    CoreLinks(
            int self,
            CoreRings rings,
            LargeBodies[][] largeBodies,
            CounterCells<LinkCell> cells,
            CoreErrors errors) {
        this.self = self;
        this.cores = rings.cores();
        this.outbox = rings.outbox(self);
        this.inbox = rings.inbox(self, this::read, errors);
        this.outboxes = new Outbox[cores];
        this.largeBodiesIn = new LargeBodies[cores];
        int shortest = Integer.MAX_VALUE;
        for (int other = 0; other < cores; other++) {
            largeBodiesIn[other] = largeBodies[other][self];
            if (other != self) {
                Outbox box = new Outbox(outbox.to(other), largeBodies[self][other], cells);
                outboxes[other] = box;
                shortest = Math.min(shortest, box.bodyBytesMax());
            }
        }
        this.bodyBytesMax = shortest;
    }

    /** This core's index. */
    public int self() {
        return self;
    }

    public int cores() {
        return cores;
    }

    /** Longest body that goes through a ring itself; streams are cut to this. */
    public int bodyBytesMax() {
        return bodyBytesMax;
    }

    /** One bit for each other core. */
    public long others() {
        return (cores == Long.SIZE ? -1L : (1L << cores) - 1) & ~(1L << self);
    }

    /** Before the first cycle: who takes messages of this type, 1 to {@link #TYPE_MAX}. */
    public void on(int type, CoreMessages messages) {
        if (handlers[type] != null) {
            throw new IllegalStateException("messages of type " + type + " are dealt with twice");
        }
        handlers[type] = messages;
    }

    public boolean hasRoom(int core, int bodyBytes) {
        return to(core).hasRoom(bodyBytes);
    }

    /** True when each of these cores, one bit each, can be sent a body of this length. */
    public boolean hasRoomInAll(long coreBits, int bodyBytes) {
        for (long left = coreBits; left != 0; left &= left - 1) {
            if (!hasRoom(Long.numberOfTrailingZeros(left), bodyBytes)) {
                return false;
            }
        }
        return true;
    }

    /** Sends to a core of which {@link #hasRoom} was just true. */
    public void send(int core, int type, long tag, DirectBuffer body, int offset, int length) {
        to(core).post(type, tag, body, offset, length);
    }

    public void post(int core, int type, long tag, DirectBuffer body, int offset, int length) {
        to(core).post(type, tag, body, offset, length);
    }

    public void post(int core, int type, long tag) {
        to(core).post(type, tag, NO_BODY, 0, 0);
    }

    private Outbox to(int core) {
        Outbox box = outboxes[core];
        assert box != null : "a core sends nothing to itself";
        return box;
    }

    /**
     * After I/O.
     *
     * @return messages read
     */
    public int drain() {
        return inbox.drainRequests(MESSAGES_PER_CYCLE);
    }

    /**
     * End of the cycle: what waited goes on, sleeping cores that were written to are woken.
     *
     * @return messages that waited for room; as long as there are any, this core must not sleep
     */
    public int flush() {
        int waited = 0;
        for (Outbox box : outboxes) {
            waited += box == null ? 0 : box.flush();
        }
        outbox.flush();
        return waited;
    }

    private void read(int from, int type, DirectBuffer buffer, int at, int length) {
        long tag = buffer.getLong(at, LITTLE_ENDIAN);
        if (type >= Outbox.LARGE) {
            largeBody.wrap(largeBodiesIn[from].take());
            handler(type - Outbox.LARGE).onMessage(from, tag, largeBody, 0, largeBody.capacity());
        } else {
            int bodyAt = at + Outbox.TAG_BYTES;
            handler(type).onMessage(from, tag, buffer, bodyAt, length - Outbox.TAG_BYTES);
        }
    }

    private CoreMessages handler(int type) {
        CoreMessages handler = handlers[type];
        if (handler == null) {
            throw new IllegalStateException("nobody takes messages of type " + type);
        }
        return handler;
    }
}
