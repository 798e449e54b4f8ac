package io.robustmq.mqtt.session;

import java.util.ArrayList;
import java.util.List;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Runs of messages whose rows are not drawn message by message: what is acknowledged before its
 * batch is over needs none, what is not gets one row a run, which is deleted when all of it is
 * finished. Sessions send and finish in order nearly always; so what is known of a session is three
 * sequences: before {@code from} all is finished, before {@code sentTo} all is sent, with packet
 * identifiers that go on, and it ends at {@code end}. Whatever else comes ends that: its messages
 * get rows of their own. A run is kept as its event until it has a row. The applier's thread.
 *
 * <pre>
 * a run kept | eventBytes, int: 0, it has a row | count, int | sequence, long | number, long | event | padding to 8 bytes |
 * </pre>
 */
final class OpenRuns {
    /** Beyond it what is finished is left behind, as soon as it is half of all. */
    private static final int LEFT_BEHIND_BYTES = 2 << 20;

    /** Sessions remembered from batch to batch, so that a busy one is not made anew each time. */
    private static final int SESSIONS_MAX = 1 << 14;

    /** Runs that have rows and are remembered here; more are drawn message by message. */
    static final int ROWS_MAX = 1 << 16;

    /** Of one session; one that has more gets rows message by message. */
    static final int ROWS_OF_SESSION_MAX = 1 << 13;

    /** As many messages of a client that leaves get rows of their own. */
    static final int LEFT_SINGLY_MAX = 1 << 10;

    private static final int COUNT_AT = 4;
    private static final int SEQUENCE_AT = 8;
    private static final int NUMBER_AT = 16;
    private static final int EVENT_AT = 24;
    private static final int FIRST_SLOTS = 64;

    private MutableDirectBuffer runs = new ExpandableArrayBuffer(1 << 16);
    private MutableDirectBuffer spare = new ExpandableArrayBuffer(1 << 16);
    private int bytes;
    private int rows;
    private int leaveBehindAt = LEFT_BEHIND_BYTES;

    /** By client id, linear probing; those without a run leave together. */
    private @Nullable OfSession[] sessions = new OfSession[FIRST_SLOTS];

    private int known;
    private final List<OfSession> open = new ArrayList<>();

    /** Draws rows and reads those that it drew. */
    interface Rows {
        /**
         * What is left of a run gets rows of its own, one message after the other.
         *
         * @param event the run's, whose fields begin at {@code at}
         * @param index in the run, from 0
         * @param each where what is of this one begins
         * @param packetId with which it was sent; {@link DeliveryFlyweight#WAITS}
         */
        void onMessage(
                int shard,
                DirectBuffer event,
                int offset,
                int at,
                int index,
                int each,
                int packetId);

        /** A run that is not finished gets a row. */
        void putRun(
                int shard, byte[] clientId, long sequence, DirectBuffer event, int at, int length);

        void deleteRun(int shard, byte[] clientId, long sequence);

        /**
         * How far a session's runs have come.
         *
         * @param packetId of the first that is not finished
         */
        void putProgress(int shard, byte[] clientId, long from, long sentTo, int packetId);

        void deleteProgress(int shard, byte[] clientId);

        /** The event that {@link #putRun} got, from 0 on; valid until the next call. */
        DirectBuffer run(int shard, byte[] clientId, long sequence);
    }

    /** The runs of one session, whose sequences go on. */
    private static final class OfSession {
        final int shard;
        final byte[] clientId;
        final int hash;
        int[] at = new int[8];
        int head;
        int size;

        /** Of these, the first so many have rows. */
        int rows;

        long from;
        long sentTo;
        long end;

        /** With which {@code from} was sent, unless it waits. */
        int packetId;

        /** The tables have its progress. */
        boolean isTold;

        /** Listed among those that had a run since the batch began, or have one with a row. */
        boolean isOpen;

        OfSession(int shard, byte[] clientId, int hash) {
            this.shard = shard;
            this.clientId = clientId;
            this.hash = hash;
        }

        int packetIdOf(long sequence) {
            return sequence < sentTo
                    ? RunFlyweight.packetIdBehind(packetId, sequence - from)
                    : DeliveryFlyweight.WAITS;
        }

        /** A run that begins here is the next; nothing waits before one that was sent. */
        boolean goesOn(long sequence, int itsPacketId) {
            return sequence == end
                    && (itsPacketId == DeliveryFlyweight.WAITS
                            || sentTo == end
                                    && itsPacketId
                                            == RunFlyweight.packetIdBehind(packetId, end - from));
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

        int get(int i) {
            return at[head + i & at.length - 1];
        }

        void removeFirst() {
            head = head + 1 & at.length - 1;
            size--;
        }
    }

    /**
     * @param event an ENQUEUED_RUN
     */
    void add(int shard, DirectBuffer event, int offset, int length, Rows to) {
        int at = SessionEventFlyweight.fieldsAt(event, offset);
        int count = RunFlyweight.enqueued(event, at, offset + length);
        long sequence = RunFlyweight.sequence(event, at);
        int packetId = RunFlyweight.packetId(event, at);
        OfSession session = findOrMake(shard, event, offset, at);
        if (session.size > 0 && !session.goesOn(sequence, packetId)) {
            close(session, to);
        }
        if (session.size == 0) {
            session.from = sequence;
            session.sentTo = sequence;
            session.packetId = packetId;
        }
        session.end = sequence + count;
        if (packetId != DeliveryFlyweight.WAITS) {
            session.sentTo = session.end;
        }
        int run = append(session, event, at, count);
        runs.putInt(run, length);
        runs.putBytes(run + EVENT_AT, event, offset, length);
        bytes = behind(run);
        if (bytes > leaveBehindAt) {
            leaveBehind();
        }
    }

    private int append(OfSession session, DirectBuffer event, int at, int count) {
        int run = bytes;
        runs.putInt(run, 0);
        runs.putInt(run + COUNT_AT, count);
        runs.putLong(run + SEQUENCE_AT, RunFlyweight.sequence(event, at));
        runs.putLong(run + NUMBER_AT, RunFlyweight.number(event, at));
        if (!session.isOpen) {
            session.isOpen = true;
            open.add(session);
        }
        session.add(run);
        return run;
    }

    /**
     * At a start: a run that has a row, in the order of sequences, and how far its session's have
     * come.
     */
    void found(
            int shard,
            DirectBuffer event,
            int offset,
            int length,
            long from,
            long sentTo,
            int packetId) {
        int at = SessionEventFlyweight.fieldsAt(event, offset);
        int count = RunFlyweight.enqueued(event, at, offset + length);
        OfSession session = findOrMake(shard, event, offset, at);
        session.from = from;
        session.sentTo = sentTo;
        session.packetId = packetId;
        session.end = RunFlyweight.sequence(event, at) + count;
        session.isTold = true;
        bytes = behind(append(session, event, at, count));
        session.rows++;
        rows++;
    }

    /**
     * Takes note of a SENT, when that is what its session sends next, with the next identifier.
     *
     * @return false when it is not
     */
    boolean send(int shard, DirectBuffer event, int offset, int packetId, long sequence) {
        int at = SessionEventFlyweight.fieldsAt(event, offset);
        OfSession session = find(shard, event, offset, at);
        if (session == null || session.size == 0 || sequence != session.sentTo) {
            return false;
        }
        if (sequence == session.from) {
            session.packetId = packetId;
        } else if (packetId
                != RunFlyweight.packetIdBehind(session.packetId, sequence - session.from)) {
            return false;
        }
        if (sequence >= session.end) {
            return false;
        }
        session.sentTo++;
        return true;
    }

    /**
     * Takes out what a FINISHED_RUN names, as far as that is what its session has sent first.
     *
     * @return how many of it were taken out
     */
    int finish(int shard, DirectBuffer event, int offset, int length, Rows to) {
        int at = SessionEventFlyweight.fieldsAt(event, offset);
        int count = RunFlyweight.finished(at, offset + length);
        OfSession session = find(shard, event, offset, at);
        int done = 0;
        while (session != null && session.size > 0 && done < count) {
            int run = session.first();
            if (!isNext(session, run, event, at, done)) {
                break;
            }
            long runEnd = runs.getLong(run + SEQUENCE_AT) + runs.getInt(run + COUNT_AT);
            long last = Math.min(runEnd, session.sentTo);
            int taken = (int) Math.min(count - done, last - session.from);
            done += taken;
            session.packetId = RunFlyweight.packetIdBehind(session.packetId, taken);
            session.from += taken;
            if (session.from == runEnd) {
                takeFirst(session, to);
            }
        }
        return done;
    }

    private boolean isNext(OfSession session, int run, DirectBuffer event, int at, int done) {
        long number =
                runs.getLong(run + NUMBER_AT) + session.from - runs.getLong(run + SEQUENCE_AT);
        return session.from < session.sentTo
                && session.packetId == RunFlyweight.packetId(event, at) + done
                && session.from == RunFlyweight.sequence(event, at) + done
                && number == RunFlyweight.number(event, at) + done;
    }

    private void takeFirst(OfSession session, Rows to) {
        int run = session.first();
        session.removeFirst();
        if (session.rows > 0) {
            session.rows--;
            rows--;
            to.deleteRun(session.shard, session.clientId, runs.getLong(run + SEQUENCE_AT));
        }
    }

    /** Gives what is left of the session that an event is of, and has nothing of it then. */
    void close(int shard, DirectBuffer event, int offset, Rows to) {
        if (open.isEmpty()) {
            return;
        }
        int at = SessionEventFlyweight.fieldsAt(event, offset);
        OfSession session = find(shard, event, offset, at);
        if (session != null) {
            close(session, to);
        }
    }

    /**
     * The client is gone: so many messages that they had better stay together keep their rows,
     * fewer are given as by {@link #close}, so that who is away is not remembered for them.
     */
    void leave(int shard, DirectBuffer event, int offset, Rows to) {
        int at = SessionEventFlyweight.fieldsAt(event, offset);
        OfSession session = find(shard, event, offset, at);
        if (session != null && session.end - session.from <= LEFT_SINGLY_MAX) {
            close(session, to);
        }
    }

    private void close(OfSession session, Rows to) {
        while (session.size > 0) {
            int run = session.first();
            if (session.rows == 0) {
                visit(session, run, runs, run + EVENT_AT, to);
            } else {
                long sequence = runs.getLong(run + SEQUENCE_AT);
                visit(session, run, to.run(session.shard, session.clientId, sequence), 0, to);
            }
            takeFirst(session, to);
        }
    }

    /**
     * The batch is about to be written: what is not finished gets a row a run; message by message
     * does what is of a session of which nothing is under way.
     */
    void complete(Rows to) {
        int kept = 0;
        for (int i = 0; i < open.size(); i++) {
            OfSession session = open.get(i);
            if (session.sentTo == session.from || session.size > ROWS_OF_SESSION_MAX) {
                close(session, to);
            }
            drawRuns(session, to);
            drawMessages(session, to);
            tellProgress(session, to);
            if (session.size > 0) {
                open.set(kept++, session);
            } else {
                session.isOpen = false;
            }
        }
        open.subList(kept, open.size()).clear();
        leaveBehind();
        if (known > SESSIONS_MAX) {
            forgetIdle();
        }
    }

    private void drawRuns(OfSession session, Rows to) {
        while (session.rows < session.size && rows < ROWS_MAX) {
            int run = session.get(session.rows);
            long sequence = runs.getLong(run + SEQUENCE_AT);
            int event = run + EVENT_AT;
            to.putRun(session.shard, session.clientId, sequence, runs, event, runs.getInt(run));
            runs.putInt(run, 0);
            session.rows++;
            rows++;
        }
    }

    /** What got no row as a run; nothing of it is remembered. */
    private void drawMessages(OfSession session, Rows to) {
        if (session.rows == session.size) {
            return;
        }
        for (int i = session.rows; i < session.size; i++) {
            int run = session.get(i);
            visit(session, run, runs, run + EVENT_AT, to);
        }
        session.end = runs.getLong(session.get(session.rows) + SEQUENCE_AT);
        session.sentTo = Math.min(session.sentTo, session.end);
        session.size = session.rows;
    }

    private void tellProgress(OfSession session, Rows to) {
        if (session.size > 0) {
            to.putProgress(
                    session.shard,
                    session.clientId,
                    session.from,
                    session.sentTo,
                    session.packetId);
        } else if (session.isTold) {
            to.deleteProgress(session.shard, session.clientId);
        }
        session.isTold = session.size > 0;
    }

    private void visit(OfSession session, int run, DirectBuffer from, int event, Rows to) {
        int fields = SessionEventFlyweight.fieldsAt(from, event);
        int each = fields + RunFlyweight.EACH_AT;
        long sequence = runs.getLong(run + SEQUENCE_AT);
        for (int i = 0; i < runs.getInt(run + COUNT_AT); i++) {
            if (sequence + i >= session.from) {
                int packetId = session.packetIdOf(sequence + i);
                to.onMessage(session.shard, from, event, fields, i, each, packetId);
            }
            each = RunFlyweight.behind(from, each);
        }
    }

    /** Memory that is taken until {@link #complete}. */
    int bytes() {
        return bytes - rows * EVENT_AT;
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
                insert(session);
            }
        }
    }

    private void insert(OfSession session) {
        int slot = session.hash & sessions.length - 1;
        while (sessions[slot] != null) {
            slot = slot + 1 & sessions.length - 1;
        }
        sessions[slot] = session;
    }

    private void forgetIdle() {
        known = open.size();
        sessions =
                new OfSession[Math.max(FIRST_SLOTS, BitUtil.findNextPositivePowerOfTwo(4 * known))];
        open.forEach(this::insert);
    }
}
