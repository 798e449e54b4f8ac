package io.robustmq.kernel.cores;

import io.robustmq.kernel.cores.concurrent.CoreRing;
import io.robustmq.kernel.cores.concurrent.CoreRings;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One core's links to all others. Requests from one core to another arrive in the order they were
 * sent, and so do replies; between the two there is no order, but replies are read first.
 *
 * <pre>
 * send   a request that may be refused: ask hasRoom of all cores it goes to, then send to each
 * post   a request that must arrive: waits for room in its place; whoever posts bounds how many
 * reply  a reply, likewise never refused: bounded by the requests it answers
 * </pre>
 *
 * Reading never waits for room to write, so no circle of full rings can stand still.
 */
@OwnedBy(Core.class)
public final class CoreLinks {
    /** The body of a message that is told by its type and tag alone. */
    public static final DirectBuffer NO_BODY = new UnsafeBuffer(new byte[0]);

    /** Requests read from one core in one cycle. */
    public static final int REQUESTS_PER_CYCLE = 256;

    /** Replies read from one core in one cycle. */
    public static final int REPLIES_PER_CYCLE = 1024;

    private final CoreRings rings;
    private final int self;
    private final int cores;
    private final Outbox[] requests;
    private final Outbox[] replies;
    private final CoreRing.Reader[] requestReaders;
    private final CoreRing.Reader[] replyReaders;
    private final @Nullable CoreMessages[] handlers = new CoreMessages[CoreRing.TYPE_MAX + 1];
    private final int bodyBytesMax;
    private long written;

    public CoreLinks(CoreRings rings, int self) {
        this.rings = rings;
        this.self = self;
        this.cores = rings.cores();
        this.requests = new Outbox[cores];
        this.replies = new Outbox[cores];
        this.requestReaders = new CoreRing.Reader[cores];
        this.replyReaders = new CoreRing.Reader[cores];
        for (int other = 0; other < cores; other++) {
            int from = other;
            requests[other] = new Outbox(rings.requests(self, other));
            replies[other] = new Outbox(rings.replies(self, other));
            requestReaders[other] =
                    rings.requests(other, self)
                            .reader((type, tag, b, at, n) -> read(from, type, tag, b, at, n));
            replyReaders[other] =
                    rings.replies(other, self)
                            .reader((type, tag, b, at, n) -> read(from, type, tag, b, at, n));
        }
        this.bodyBytesMax = rings.requests(self, self == 0 ? cores - 1 : 0).bodyBytesMax();
    }

    /** This core's index. */
    public int self() {
        return self;
    }

    public int cores() {
        return cores;
    }

    /** Longest request body that goes through the ring itself; streams are cut to this. */
    public int bodyBytesMax() {
        return bodyBytesMax;
    }

    /** Before the first cycle: who takes messages of this type, 1 to {@link CoreRing#TYPE_MAX}. */
    public void on(int type, CoreMessages messages) {
        handlers[type] = messages;
    }

    public boolean hasRoom(int core, int bodyBytes) {
        return requests[core].hasRoom(bodyBytes);
    }

    /** True when each of these cores, one bit each, can be sent a body of this length. */
    public boolean hasRoomInAll(long coreBits, int bodyBytes) {
        for (long left = coreBits; left != 0; left &= left - 1) {
            if (!requests[Long.numberOfTrailingZeros(left)].hasRoom(bodyBytes)) {
                return false;
            }
        }
        return true;
    }

    /** One bit for each other core. */
    public long others() {
        return (cores == Long.SIZE ? -1L : (1L << cores) - 1) & ~(1L << self);
    }

    /** Sends to a core of which {@link #hasRoom} was just true. */
    public void send(int core, int type, long tag, DirectBuffer body, int offset, int length) {
        post(core, type, tag, body, offset, length);
    }

    public void post(int core, int type, long tag, DirectBuffer body, int offset, int length) {
        requests[core].post(type, tag, body, offset, length);
        written |= 1L << core;
    }

    public void post(int core, int type, long tag) {
        post(core, type, tag, NO_BODY, 0, 0);
    }

    public void reply(int core, int type, long tag, DirectBuffer body, int offset, int length) {
        replies[core].post(type, tag, body, offset, length);
        written |= 1L << core;
    }

    public void reply(int core, int type, long tag) {
        reply(core, type, tag, NO_BODY, 0, 0);
    }

    /** First in the cycle. */
    public int drainReplies() {
        int work = 0;
        for (int other = 0; other < cores; other++) {
            if (other != self) {
                work += rings.replies(other, self).read(replyReaders[other], REPLIES_PER_CYCLE);
            }
        }
        return work;
    }

    /** After I/O. */
    public int drainRequests() {
        int work = 0;
        for (int other = 0; other < cores; other++) {
            if (other != self) {
                work += rings.requests(other, self).read(requestReaders[other], REQUESTS_PER_CYCLE);
            }
        }
        return work;
    }

    /**
     * End of the cycle: what waited goes on, cores that were written to are woken.
     *
     * @return messages still waiting for room, for as long as which this core must not sleep
     */
    public int flush() {
        int waiting = 0;
        for (int other = 0; other < cores; other++) {
            if (replies[other].waiting() + requests[other].waiting() > 0) {
                int flushed = replies[other].flush() + requests[other].flush();
                written |= flushed > 0 ? 1L << other : 0;
                waiting += flushed + replies[other].waiting() + requests[other].waiting();
            }
        }
        for (long left = written; left != 0; left &= left - 1) {
            rings.wakeup(Long.numberOfTrailingZeros(left));
        }
        written = 0;
        return waiting;
    }

    private void read(int from, int type, long tag, DirectBuffer buffer, int offset, int length) {
        CoreMessages handler = handlers[type];
        if (handler == null) {
            throw new IllegalStateException("nobody takes messages of type " + type);
        }
        handler.onMessage(from, tag, buffer, offset, length);
    }
}
