package io.robustmq.mqtt.session;

import java.util.ArrayList;
import java.util.List;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Runs of messages of which no rows are drawn yet: what is acknowledged before its batch is over
 * needs none. A run is kept as its event, and how many of it are finished; sessions finish in the
 * order of sending nearly always, whole runs at a time. The applier's thread.
 *
 * <pre>
 * a run kept | eventBytes, int | fieldsAt, int | count, int | finished, int | event | padding to 8 bytes |
 * </pre>
 */
final class OpenRuns {
    /** Beyond it what is finished is left behind, as soon as it is half of all. */
    private static final int LEFT_BEHIND_BYTES = 2 << 20;

    /** Sessions remembered from batch to batch, so that a busy one is not made anew each time. */
    private static final int SESSIONS_MAX = 1 << 14;

    private static final int FIELDS_AT = 4;
    private static final int COUNT_AT = 8;
    private static final int FINISHED_AT = 12;
    private static final int EVENT_AT = 16;
    private static final int FIRST_SLOTS = 64;

    private MutableDirectBuffer runs = new ExpandableArrayBuffer(1 << 16);
    private MutableDirectBuffer spare = new ExpandableArrayBuffer(1 << 16);
    private int bytes;
    private int leaveBehindAt = LEFT_BEHIND_BYTES;

    /** By client id, linear probing; a session that is forgotten leaves with all others. */
    private @Nullable OfSession[] sessions = new OfSession[FIRST_SLOTS];

    private int known;
    private final List<OfSession> open = new ArrayList<>();

    /** Gets what is left of a run, one message after the other. */
    interface Visitor {
        /**
         * @param event the run's, whose fields begin at {@code at}
         * @param index in the run, from 0
         * @param each where what is of this one begins
         */
        void onMessage(int shard, DirectBuffer event, int offset, int at, int index, int each);
    }

    /** The runs of one session, in the order of sending. */
    private static final class OfSession {
        final int shard;
        final byte[] clientId;
        final int hash;
        int[] at = new int[8];
        int head;
        int size;

        /** Listed among those that had a run since the batch began. */
        boolean isOpen;

        OfSession(int shard, byte[] clientId, int hash) {
            this.shard = shard;
            this.clientId = clientId;
            this.hash = hash;
        }

        void add(int run) {
            if (size == at.length) {
                int[] larger = new int[2 * size];
                for (int i = 0; i < size; i++) {
                    larger[i] = at[head + i & size - 1];
                }
                at = larger;
                head = 0;
            }
            at[head + size++ & at.length - 1] = run;
        }

        int first() {
            return at[head];
        }

        void removeFirst() {
            head = head + 1 & at.length - 1;
            size--;
        }
    }

    /**
     * @param event an ENQUEUED_RUN
     */
    void add(int shard, DirectBuffer event, int offset, int length) {
        int at = SessionEventFlyweight.fieldsAt(event, offset);
        int count = RunFlyweight.enqueued(event, at, offset + length);
        OfSession session = findOrMake(shard, event, offset, at);
        int run = bytes;
        runs.putInt(run, length);
        runs.putInt(run + FIELDS_AT, at - offset);
        runs.putInt(run + COUNT_AT, count);
        runs.putInt(run + FINISHED_AT, 0);
        runs.putBytes(run + EVENT_AT, event, offset, length);
        bytes = behind(run);
        if (!session.isOpen) {
            session.isOpen = true;
            open.add(session);
        }
        session.add(run);
        if (bytes > leaveBehindAt) {
            leaveBehind();
        }
    }

    /**
     * Takes out what a FINISHED_RUN names, as far as that is what its session has sent first.
     *
     * @return how many of it were taken out
     */
    int finish(int shard, DirectBuffer event, int offset, int length) {
        int at = SessionEventFlyweight.fieldsAt(event, offset);
        int count = RunFlyweight.finished(at, offset + length);
        OfSession session = find(shard, event, offset, at);
        int done = 0;
        while (session != null && session.size > 0 && done < count) {
            int run = session.first();
            int finished = runs.getInt(run + FINISHED_AT);
            if (!isNext(run, finished, event, at, done)) {
                break;
            }
            int taken = Math.min(count - done, runs.getInt(run + COUNT_AT) - finished);
            done += taken;
            runs.putInt(run + FINISHED_AT, finished + taken);
            if (finished + taken == runs.getInt(run + COUNT_AT)) {
                session.removeFirst();
            }
        }
        return done;
    }

    private boolean isNext(int run, int finished, DirectBuffer event, int at, int done) {
        int fields = run + EVENT_AT + runs.getInt(run + FIELDS_AT);
        int packetId = RunFlyweight.packetId(runs, fields);
        return packetId != DeliveryFlyweight.WAITS
                && packetId + finished == RunFlyweight.packetId(event, at) + done
                && RunFlyweight.sequence(runs, fields) + finished
                        == RunFlyweight.sequence(event, at) + done
                && RunFlyweight.number(runs, fields) + finished
                        == RunFlyweight.number(event, at) + done;
    }

    /** Gives what is left of the session that an event is of, and has nothing of it then. */
    void close(int shard, DirectBuffer event, int offset, Visitor visitor) {
        if (open.isEmpty()) {
            return;
        }
        int at = SessionEventFlyweight.fieldsAt(event, offset);
        OfSession session = find(shard, event, offset, at);
        if (session != null) {
            visit(session, visitor);
        }
    }

    /** The same of all sessions. */
    void closeAll(Visitor visitor) {
        for (OfSession session : open) {
            visit(session, visitor);
            session.isOpen = false;
        }
        open.clear();
        bytes = 0;
        leaveBehindAt = LEFT_BEHIND_BYTES;
        if (known > SESSIONS_MAX) {
            known = 0;
            sessions = new OfSession[FIRST_SLOTS];
        }
    }

    private void visit(OfSession session, Visitor visitor) {
        for (; session.size > 0; session.removeFirst()) {
            int run = session.first();
            int event = run + EVENT_AT;
            int fields = event + runs.getInt(run + FIELDS_AT);
            int finished = runs.getInt(run + FINISHED_AT);
            int each = fields + RunFlyweight.EACH_AT;
            for (int i = 0; i < runs.getInt(run + COUNT_AT); i++) {
                if (i >= finished) {
                    visitor.onMessage(session.shard, runs, event, fields, i, each);
                }
                each = RunFlyweight.behind(runs, each);
            }
        }
    }

    /** Memory that is taken until {@link #closeAll}. */
    int bytes() {
        return bytes;
    }

    private int behind(int run) {
        return BitUtil.align(run + EVENT_AT + runs.getInt(run), Long.BYTES);
    }

    /** Moves what is open together. */
    private void leaveBehind() {
        int end = 0;
        for (OfSession session : open) {
            for (int i = 0; i < session.size; i++) {
                int slot = session.head + i & session.at.length - 1;
                int run = session.at[slot];
                int runBytes = behind(run) - run;
                spare.putBytes(end, runs, run, runBytes);
                session.at[slot] = end;
                end += runBytes;
            }
        }
        MutableDirectBuffer moved = spare;
        spare = runs;
        runs = moved;
        bytes = end;
        leaveBehindAt = Math.max(LEFT_BEHIND_BYTES, 2 * end);
    }

    // ---- sessions ----

    private @Nullable OfSession find(int shard, DirectBuffer event, int offset, int at) {
        int idAt = SessionEventFlyweight.clientIdAt(offset) + Short.BYTES;
        return sessions[slotOf(shard, hash(shard, event, idAt, at), event, idAt, at)];
    }

    private OfSession findOrMake(int shard, DirectBuffer event, int offset, int at) {
        int idAt = SessionEventFlyweight.clientIdAt(offset) + Short.BYTES;
        int hash = hash(shard, event, idAt, at);
        int slot = slotOf(shard, hash, event, idAt, at);
        OfSession session = sessions[slot];
        if (session == null) {
            byte[] clientId = new byte[at - idAt];
            event.getBytes(idAt, clientId);
            session = new OfSession(shard, clientId, hash);
            sessions[slot] = session;
            if (++known * 2 > sessions.length) {
                enlarge();
            }
        }
        return session;
    }

    /** The slot of a client id, or the empty one where it belongs. */
    private int slotOf(int shard, int hash, DirectBuffer event, int idAt, int end) {
        int slot = hash & sessions.length - 1;
        for (OfSession here = sessions[slot]; here != null; here = sessions[slot]) {
            if (here.hash == hash && here.shard == shard && isSame(here, event, idAt, end)) {
                return slot;
            }
            slot = slot + 1 & sessions.length - 1;
        }
        return slot;
    }

    private static boolean isSame(OfSession session, DirectBuffer event, int idAt, int end) {
        byte[] clientId = session.clientId;
        if (clientId.length != end - idAt) {
            return false;
        }
        for (int i = clientId.length - 1; i >= 0; i--) { // like ids differ at their ends
            if (clientId[i] != event.getByte(idAt + i)) {
                return false;
            }
        }
        return true;
    }

    private static int hash(int shard, DirectBuffer event, int idAt, int end) {
        int hash = shard;
        for (int i = idAt; i < end; i++) {
            hash = 31 * hash + event.getByte(i);
        }
        hash *= 0x9e3779b1;
        return hash ^ hash >>> 16;
    }

    private void enlarge() {
        @Nullable OfSession[] before = sessions;
        sessions = new OfSession[2 * before.length];
        for (OfSession session : before) {
            if (session != null) {
                int slot = session.hash & sessions.length - 1;
                while (sessions[slot] != null) {
                    slot = slot + 1 & sessions.length - 1;
                }
                sessions[slot] = session;
            }
        }
    }
}
