package io.robustmq.mqtt.connection;

import io.robustmq.kernel.cores.Confirmations;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.storage.journal.Durability;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreClock;
import io.robustmq.transport.core.OwnedBy;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledgements of this core that wait until what they promise is kept, by the journal here and
 * by the cores that confirm it. A line for each kind of waiting, so that none waits for what
 * another promised; at most three comparisons a cycle while nothing becomes true.
 *
 * <pre>
 * WRITTEN    waits for the journal's write
 * SYNCED     for its sync
 * CONFIRMED  for other cores, and whatever is behind such a one of the same client
 * </pre>
 *
 * A client's acknowledgements leave in the order they were given [MQTT-4.6.0-2]: one never goes to
 * an earlier line than an older one of its client stands in, and leaves a later line only when its
 * client has none in an earlier one.
 *
 * <p>The bound is the sum of what clients may have unacknowledged: each holds at most its Receive
 * Maximum, and one answer of another kind for each packet it may send.
 */
@OwnedBy(Core.class)
final class HeldAcks {
    static final int LINES = 3;
    private static final int WRITTEN = 0;
    private static final int SYNCED = 1;
    private static final int CONFIRMED = 2;

    private final CommitGate gate;
    private final @Nullable Confirmations confirmations;
    private final CoreClock clock;
    private final MqttCounters counters;
    private final Line[] lines = {new Line(WRITTEN), new Line(SYNCED), new Line(CONFIRMED)};
    private long syncedAtPacket;
    private long writtenAtPacket;
    private long numberAtPacket;
    private long refusalsAtPacket;

    // What mustWait() found last.
    private int wantedLine;
    private Durability wantedDurability = Durability.SYNC;
    private long wantedMark;
    private long wantedNumber;

    /**
     * @param confirmations of the other cores; null when there are none
     */
    HeldAcks(
            CommitGate gate,
            @Nullable Confirmations confirmations,
            CoreClock clock,
            MqttCounters counters) {
        this.gate = gate;
        this.confirmations = confirmations;
        this.clock = clock;
        this.counters = counters;
    }

    /** A packet is about to be handled: what is appended from here on is its doing. */
    void packetBegins() {
        syncedAtPacket = gate.lastMark(Durability.SYNC);
        writtenAtPacket = gate.lastMark(Durability.INTERVAL);
        numberAtPacket = lastNumber();
        refusalsAtPacket = gate.refusals();
    }

    /** The journal did not take everything of the packet being handled. */
    boolean wasRefused() {
        return gate.refusals() != refusalsAtPacket;
    }

    /**
     * True when an acknowledgement given now would promise what is not yet kept; {@link #hold} is
     * then for what it waits for.
     *
     * @param session what its acknowledgements promise: what it did in earlier packets counts too;
     *     null when it is not durable
     */
    boolean mustWait(@Nullable Durability session) {
        long synced = wanted(Durability.SYNC, session, syncedAtPacket);
        long written = wanted(Durability.INTERVAL, session, writtenAtPacket);
        long number = lastNumber();
        boolean counts = number != numberAtPacket || promises(session);
        wantedNumber = counts && !isConfirmed(number) ? number : 0;
        wantedDurability = synced > 0 ? Durability.SYNC : Durability.INTERVAL;
        wantedMark = Math.max(synced, written);
        wantedLine = wantedNumber > 0 ? CONFIRMED : synced > 0 ? SYNCED : WRITTEN;
        return wantedNumber > 0 || wantedMark > 0;
    }

    private static boolean promises(@Nullable Durability session) {
        return session != null && session != Durability.MEMORY;
    }

    /** The mark to wait for; 0 for none. */
    private long wanted(Durability durability, @Nullable Durability session, long atPacket) {
        long mark = gate.lastMark(durability);
        boolean counts = mark != atPacket || session == durability;
        return counts && !gate.isReached(durability, mark) ? mark : 0;
    }

    private long lastNumber() {
        return confirmations == null ? 0 : confirmations.last();
    }

    private boolean isConfirmed(long number) {
        return number == 0 || confirmations == null || confirmations.isTaken(number);
    }

    /**
     * An acknowledgement goes out when that is true for which it {@link #mustWait}, and no older
     * one of its client is held.
     */
    void hold(ActiveClient client, int packetType, int packetId, int reasonCode) {
        int line = Math.max(wantedLine, client.lastHeldLine());
        lines[line].add(client, null, packetType << 24 | reasonCode << 16 | packetId);
        client.held(line, 1);
    }

    /** Any other answer, for which it {@link #mustWait}; control work. */
    void hold(Runnable answer) {
        lines[wantedLine].add(null, answer, 0);
    }

    /** Sends what has become true. @return how many */
    int release() {
        int released = 0;
        int held = 0;
        for (Line line : lines) {
            released += line.release();
            held += line.size;
        }
        counters.set(MqttMetric.HELD_ACKS, held);
        return released;
    }

    /** Those that wait in one line, in the order they were given. */
    private final class Line {
        private static final int FIRST_CAPACITY = 256;

        private final int index;
        private @Nullable ActiveClient[] clients = new ActiveClient[FIRST_CAPACITY];
        private @Nullable Runnable[] answers = new Runnable[FIRST_CAPACITY];

        /** Packet type 31–24, reason code 23–16, packet identifier 15–0. */
        private int[] acks = new int[FIRST_CAPACITY];

        private Durability[] durabilities = new Durability[FIRST_CAPACITY];
        private long[] marks = new long[FIRST_CAPACITY];
        private long[] numbers = new long[FIRST_CAPACITY];
        private long[] sinceNs = new long[FIRST_CAPACITY];
        private int head;
        private int size;

        Line(int index) {
            this.index = index;
        }

        void add(@Nullable ActiveClient client, @Nullable Runnable answer, int ack) {
            if (size == acks.length) {
                enlarge();
            }
            int at = head + size & acks.length - 1;
            clients[at] = client;
            answers[at] = answer;
            acks[at] = ack;
            durabilities[at] = wantedDurability;
            marks[at] = wantedMark;
            numbers[at] = wantedNumber;
            sinceNs[at] = clock.nowNs();
            size++;
        }

        int release() {
            int released = 0;
            while (isHeadKept()) {
                released += releaseBatch(sinceNs[head]);
            }
            return released;
        }

        private boolean isHeadKept() {
            if (size == 0
                    || !gate.isReached(durabilities[head], marks[head])
                    || !isConfirmed(numbers[head])) {
                return false;
            }
            ActiveClient client = clients[head];
            return client == null || !client.holdsBefore(index);
        }

        /** Those of the head's cycle, whose wait is recorded once for all. */
        private int releaseBatch(long heldSinceNs) {
            int released = 0;
            while (isHeadKept() && sinceNs[head] == heldSinceNs) {
                ActiveClient client = clients[head];
                Runnable answer = answers[head];
                int ack = acks[head];
                clients[head] = null;
                answers[head] = null;
                head = head + 1 & acks.length - 1;
                size--;
                released++;
                if (answer != null) {
                    answer.run();
                } else if (client != null) {
                    client.held(index, -1);
                    client.writeAck(ack >>> 24, ack & 0xFFFF, ack >>> 16 & 0xFF);
                }
            }
            counters.ackWaitNs().record(clock.nowNs() - heldSinceNs, released);
            return released;
        }

        private void enlarge() {
            int capacity = acks.length;
            int tail = capacity - head;
            clients = enlarged(clients, new ActiveClient[2 * capacity], tail);
            answers = enlarged(answers, new Runnable[2 * capacity], tail);
            durabilities = enlarged(durabilities, new Durability[2 * capacity], tail);
            int[] newAcks = new int[2 * capacity];
            System.arraycopy(acks, head, newAcks, 0, tail);
            System.arraycopy(acks, 0, newAcks, tail, head);
            acks = newAcks;
            marks = enlarged(marks, tail);
            numbers = enlarged(numbers, tail);
            sinceNs = enlarged(sinceNs, tail);
            head = 0;
        }

        private <T extends @Nullable Object> T[] enlarged(T[] from, T[] to, int tail) {
            System.arraycopy(from, head, to, 0, tail);
            System.arraycopy(from, 0, to, tail, head);
            return to;
        }

        private long[] enlarged(long[] from, int tail) {
            long[] to = new long[2 * from.length];
            System.arraycopy(from, head, to, 0, tail);
            System.arraycopy(from, 0, to, tail, head);
            return to;
        }
    }
}
