package io.robustmq.mqtt.connection;

import io.robustmq.kernel.cores.Confirmations;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledgements of this core that wait until what they promise is kept, by the journal here and by
 * the cores that confirm it, in the order they were given. Its bound is the sum of what clients may have unacknowledged: each holds
 * at most its Receive Maximum.
 */
@OwnedBy(Core.class)
final class HeldAcks {
    private static final int FIRST_CAPACITY = 1024;

    private final CommitGate gate;
    private final @Nullable Confirmations confirmations;
    private @Nullable ActiveClient[] clients = new ActiveClient[FIRST_CAPACITY];

    /** Packet type 31–24, reason code 23–16, packet identifier 15–0. */
    private int[] acks = new int[FIRST_CAPACITY];

    private long[] groups = new long[FIRST_CAPACITY];
    private long[] numbers = new long[FIRST_CAPACITY];
    private int head;
    private int size;

    /**
     * @param confirmations of the other cores; null when there are none
     */
    HeldAcks(CommitGate gate, @Nullable Confirmations confirmations) {
        this.gate = gate;
        this.confirmations = confirmations;
    }

    /** True when an acknowledgement given now might promise what is not yet kept. */
    boolean mustWait() {
        return gate.mustWait() || !isConfirmed(lastNumber());
    }

    /**
     * Grows with everything that is to be kept: unchanged between two calls, there is nothing that
     * an acknowledgement of what happened between them would have to wait for.
     */
    long mark() {
        return gate.appends() + lastNumber();
    }

    private long lastNumber() {
        return confirmations == null ? 0 : confirmations.last();
    }

    private boolean isConfirmed(long number) {
        return confirmations == null || confirmations.isTaken(number);
    }

    /** An acknowledgement goes out when everything appended or sent so far is kept. */
    void hold(ActiveClient client, int packetType, int packetId, int reasonCode) {
        if (size == acks.length) {
            enlarge();
        }
        int at = head + size & acks.length - 1;
        clients[at] = client;
        acks[at] = packetType << 24 | reasonCode << 16 | packetId;
        groups[at] = gate.lastGroup();
        numbers[at] = lastNumber();
        size++;
        client.held(1);
    }

    /** Sends what has become true. @return how many */
    int release() {
        int released = 0;
        while (size > 0 && gate.isCommitted(groups[head]) && isConfirmed(numbers[head])) {
            ActiveClient client = clients[head];
            int ack = acks[head];
            clients[head] = null;
            head = head + 1 & acks.length - 1;
            size--;
            released++;
            assert client != null;
            client.held(-1);
            client.writeAck(ack >>> 24, ack & 0xFFFF, ack >>> 16 & 0xFF);
        }
        return released;
    }

    private void enlarge() {
        int capacity = acks.length;
        @Nullable ActiveClient[] oldClients = clients;
        int[] oldAcks = acks;
        long[] oldGroups = groups;
        long[] oldNumbers = numbers;
        clients = Arrays.copyOf(oldClients, 2 * capacity);
        acks = new int[2 * capacity];
        groups = new long[2 * capacity];
        numbers = new long[2 * capacity];
        for (int i = 0; i < capacity; i++) {
            int from = head + i & capacity - 1;
            clients[i] = oldClients[from];
            acks[i] = oldAcks[from];
            groups[i] = oldGroups[from];
            numbers[i] = oldNumbers[from];
        }
        Arrays.fill(clients, capacity, 2 * capacity, null);
        head = 0;
    }
}
