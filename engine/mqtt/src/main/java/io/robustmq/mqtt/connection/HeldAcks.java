package io.robustmq.mqtt.connection;

import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreClock;
import io.robustmq.transport.core.OwnedBy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledgements of this core that wait until the journal has kept what they promise, in the
 * order they were given. Its bound is the sum of what clients may have unacknowledged: each holds
 * at most its Receive Maximum.
 */
@OwnedBy(Core.class)
final class HeldAcks {
    private static final int FIRST_CAPACITY = 1024;

    private final CommitGate gate;
    private final CoreClock clock;
    private final MqttCounters counters;
    private @Nullable ActiveClient[] clients = new ActiveClient[FIRST_CAPACITY];

    /** Packet type 31–24, reason code 23–16, packet identifier 15–0. */
    private int[] acks = new int[FIRST_CAPACITY];

    private long[] groups = new long[FIRST_CAPACITY];
    private long[] sinceNs = new long[FIRST_CAPACITY];
    private int head;
    private int size;

    HeldAcks(CommitGate gate, CoreClock clock, MqttCounters counters) {
        this.gate = gate;
        this.clock = clock;
        this.counters = counters;
    }

    /** True when an acknowledgement given now would promise what is not yet kept. */
    boolean mustWait() {
        return gate.mustWait();
    }

    /** An acknowledgement goes out when everything appended so far is committed. */
    void hold(ActiveClient client, int packetType, int packetId, int reasonCode) {
        if (size == acks.length) {
            enlarge();
        }
        int at = head + size & acks.length - 1;
        clients[at] = client;
        acks[at] = packetType << 24 | reasonCode << 16 | packetId;
        groups[at] = gate.lastGroup();
        sinceNs[at] = clock.nowNs();
        size++;
        client.held(1);
    }

    /** Sends what has become true. @return how many */
    int release() {
        int released = 0;
        while (size > 0 && gate.isCommitted(groups[head])) {
            released += releaseBatch(sinceNs[head]);
        }
        counters.set(MqttMetric.HELD_ACKS, size);
        return released;
    }

    /** Those of the head's cycle, whose wait is recorded once for all. */
    private int releaseBatch(long heldSinceNs) {
        int released = 0;
        while (size > 0 && sinceNs[head] == heldSinceNs && gate.isCommitted(groups[head])) {
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
        counters.ackWaitNs().record(clock.nowNs() - heldSinceNs, released);
        return released;
    }

    private void enlarge() {
        int capacity = acks.length;
        @Nullable ActiveClient[] oldClients = clients;
        int[] oldAcks = acks;
        long[] oldGroups = groups;
        long[] oldSinceNs = sinceNs;
        clients = Arrays.copyOf(oldClients, 2 * capacity);
        acks = new int[2 * capacity];
        groups = new long[2 * capacity];
        sinceNs = new long[2 * capacity];
        for (int i = 0; i < capacity; i++) {
            int from = head + i & capacity - 1;
            clients[i] = oldClients[from];
            acks[i] = oldAcks[from];
            groups[i] = oldGroups[from];
            sinceNs[i] = oldSinceNs[from];
        }
        Arrays.fill(clients, capacity, 2 * capacity, null);
        head = 0;
    }
}
