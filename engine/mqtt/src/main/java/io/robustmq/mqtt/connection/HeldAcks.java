package io.robustmq.mqtt.connection;

import io.robustmq.kernel.cores.Confirmations;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreClock;
import io.robustmq.transport.core.OwnedBy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledgements of this core that wait until what they promise is kept, by the journal here and
 * by the cores that confirm it, in the order they were given. Its bound is the sum of what clients
 * may have unacknowledged: each holds at most its Receive Maximum, and one answer of another kind
 * for each packet it may send.
 */
@OwnedBy(Core.class)
final class HeldAcks {
    private static final int FIRST_CAPACITY = 1024;

    private final CommitGate gate;
    private final @Nullable Confirmations confirmations;
    private final CoreClock clock;
    private final MqttCounters counters;
    private @Nullable ActiveClient[] clients = new ActiveClient[FIRST_CAPACITY];
    private @Nullable Runnable[] answers = new Runnable[FIRST_CAPACITY];

    /** Packet type 31–24, reason code 23–16, packet identifier 15–0. */
    private int[] acks = new int[FIRST_CAPACITY];

    private long[] marks = new long[FIRST_CAPACITY];
    private long[] numbers = new long[FIRST_CAPACITY];
    private long[] sinceNs = new long[FIRST_CAPACITY];
    private int head;
    private int size;
    private long markAtPacket;
    private long numberAtPacket;
    private long refusalsAtPacket;

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
        markAtPacket = gate.mark();
        numberAtPacket = lastNumber();
        refusalsAtPacket = gate.refusals();
    }

    /** The journal did not take everything of the packet being handled. */
    boolean wasRefused() {
        return gate.refusals() != refusalsAtPacket;
    }

    /**
     * True when an acknowledgement given now would promise what is not yet kept.
     *
     * @param durable the session is: what it did in earlier packets counts too
     */
    boolean mustWait(boolean durable) {
        long mark = gate.mark();
        long number = lastNumber();
        return (durable || mark != markAtPacket) && !gate.isReached(mark)
                || (durable || number != numberAtPacket) && !isConfirmed(number);
    }

    private long lastNumber() {
        return confirmations == null ? 0 : confirmations.last();
    }

    private boolean isConfirmed(long number) {
        return confirmations == null || confirmations.isTaken(number);
    }

    /** An acknowledgement goes out when everything appended or sent so far is kept. */
    void hold(ActiveClient client, int packetType, int packetId, int reasonCode) {
        int at = next();
        clients[at] = client;
        acks[at] = packetType << 24 | reasonCode << 16 | packetId;
        client.held(1);
    }

    /** Any other answer; control work. */
    void hold(Runnable answer) {
        answers[next()] = answer;
    }

    private int next() {
        if (size == acks.length) {
            enlarge();
        }
        int at = head + size & acks.length - 1;
        marks[at] = gate.mark();
        numbers[at] = lastNumber();
        sinceNs[at] = clock.nowNs();
        size++;
        return at;
    }

    /** Sends what has become true. @return how many */
    int release() {
        int released = 0;
        while (isHeadKept()) {
            released += releaseBatch(sinceNs[head]);
        }
        counters.set(MqttMetric.HELD_ACKS, size);
        return released;
    }

    private boolean isHeadKept() {
        return size > 0 && gate.isReached(marks[head]) && isConfirmed(numbers[head]);
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
                client.held(-1);
                client.writeAck(ack >>> 24, ack & 0xFFFF, ack >>> 16 & 0xFF);
            }
        }
        counters.ackWaitNs().record(clock.nowNs() - heldSinceNs, released);
        return released;
    }

    private void enlarge() {
        int capacity = acks.length;
        @Nullable ActiveClient[] oldClients = clients;
        @Nullable Runnable[] oldAnswers = answers;
        int[] oldAcks = acks;
        long[] oldMarks = marks;
        long[] oldNumbers = numbers;
        long[] oldSinceNs = sinceNs;
        clients = Arrays.copyOf(oldClients, 2 * capacity);
        answers = Arrays.copyOf(oldAnswers, 2 * capacity);
        acks = new int[2 * capacity];
        marks = new long[2 * capacity];
        numbers = new long[2 * capacity];
        sinceNs = new long[2 * capacity];
        for (int i = 0; i < capacity; i++) {
            int from = head + i & capacity - 1;
            clients[i] = oldClients[from];
            answers[i] = oldAnswers[from];
            acks[i] = oldAcks[from];
            marks[i] = oldMarks[from];
            numbers[i] = oldNumbers[from];
            sinceNs[i] = oldSinceNs[from];
        }
        Arrays.fill(clients, capacity, 2 * capacity, null);
        Arrays.fill(answers, capacity, 2 * capacity, null);
        head = 0;
    }
}
