package io.robustmq.loadgen.kafka;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.codec.kafka.produce.ProduceRequestEncoder;
import io.robustmq.codec.kafka.produce.ProduceResponseFlyweight;
import io.robustmq.codec.kafka.wire.KafkaViolation;
import io.robustmq.codec.kafka.wire.WireWriter;
import io.robustmq.loadgen.kafka.control.Dialogue;
import io.robustmq.loadgen.rig.Latencies;
import io.robustmq.loadgen.rig.Outlet;
import io.robustmq.loadgen.rig.Tally;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Connection;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Puts records into batches. A full one leaves at once, one that is not with the end of the cycle;
 * both only while fewer requests than allowed are unanswered, so that batches fill by themselves
 * when the broker is the limit.
 */
@OwnedBy(Core.class)
final class ProduceWriter implements Outlet, KafkaClient.Traffic {
    private final KafkaClient client;
    private final KafkaSettings settings;
    private final Tally tally;
    private final Latencies acknowledgements;
    private final int version;
    private final int partition;
    private final long stampBase;
    private final UnsafeBuffer topic;
    private final UnsafeBuffer clientId = new UnsafeBuffer(KafkaSettings.CLIENT_ID.getBytes(UTF_8));
    private final ProduceResponseFlyweight response = new ProduceResponseFlyweight();

    /** Requests under way in the order in which they left, and one being filled. */
    private final BatchSlot[] slots;

    private final Runnable[] released;
    private int open;
    private int oldest;
    private int underWay;

    /**
     * Requests that the output still holds: a broker may answer one before the kernel has told that
     * it took it, behind which longer ones are still being sent.
     */
    private int borrowed;

    private int correlationId;

    /**
     * @param stampBase the stamp of sequence 0
     */
    ProduceWriter(
            KafkaClient client,
            KafkaSettings settings,
            Tally tally,
            Latencies acknowledgements,
            int version,
            int partition,
            long stampBase,
            int payloadBytes) {
        this.client = client;
        this.settings = settings;
        this.tally = tally;
        this.acknowledgements = acknowledgements;
        this.version = version;
        this.partition = partition;
        this.stampBase = stampBase;
        this.topic = new UnsafeBuffer(settings.topic().getBytes(UTF_8));
        int headBytesMax =
                ProduceRequestEncoder.headBytes(
                        version, clientId.capacity(), topic.capacity(), Integer.MAX_VALUE - 1);
        this.slots = new BatchSlot[settings.inFlight() + 1];
        this.released = new Runnable[slots.length];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new BatchSlot(headBytesMax, settings.batchBytes(), payloadBytes);
            released[i] = this::released;
        }
        long outputBytes = (long) slots.length * (settings.batchBytes() + payloadBytes + 1024);
        client.connection().outputLimit((int) Math.min(outputBytes, Connection.LIMIT_BYTES_MAX));
    }

    @Override
    public int send(long firstSequence, int count, long intendedNs) {
        long nowNs = System.nanoTime();
        int put = 0;
        while (put < count) {
            BatchSlot slot = slots[open];
            if (slot.isFull() && !leave()) {
                break;
            }
            slots[open].put(stampBase + firstSequence + put, intendedNs, nowNs);
            put++;
        }
        return put;
    }

    /** At the end of a cycle: what was put leaves, if it may. */
    void flush() {
        if (slots[open].count() > 0) {
            leave();
        }
    }

    private boolean leave() {
        int most = settings.inFlight();
        if (underWay == most || borrowed == most || !client.connection().isOpen()) {
            return false;
        }
        UnsafeBuffer frame =
                slots[open].seal(
                        version, ++correlationId, clientId, settings.acks(), topic, partition);
        underWay++;
        borrowed++;
        int leaving = open;
        open = next(open);
        boolean sent = client.connection().sendBorrowed(frame, frame.capacity(), released[leaving]);
        if (!sent) {
            throw new IllegalStateException("the output holds what may be under way");
        }
        return true;
    }

    private void released() {
        borrowed--;
        if (settings.acks() == 0) {
            answered();
        }
    }

    private int next(int slot) {
        return slot + 1 == slots.length ? 0 : slot + 1;
    }

    @Override
    public int onBytes(DirectBuffer buffer, int offset, int length, long nowNs)
            throws KafkaViolation {
        int at = offset;
        int end = offset + length;
        while (end - at >= WireWriter.SIZE_BYTES) {
            int size = buffer.getInt(at, BIG_ENDIAN);
            if (size < Integer.BYTES || size > KafkaClient.RESPONSE_BYTES_MAX) {
                throw new KafkaViolation("a response of " + size + " bytes");
            }
            if (end - at - WireWriter.SIZE_BYTES < size) {
                break;
            }
            onResponse(buffer, at + WireWriter.SIZE_BYTES, size, nowNs);
            at += WireWriter.SIZE_BYTES + size;
        }
        return at - offset;
    }

    private void onResponse(DirectBuffer buffer, int offset, int size, long nowNs)
            throws KafkaViolation {
        response.wrap(buffer, offset, size, version);
        if (underWay == 0 || response.correlationId() != correlationId - underWay + 1) {
            throw new KafkaViolation("a response out of order");
        }
        BatchSlot slot = slots[oldest];
        int records = slot.count();
        acknowledgements.record(nowNs - slot.openedNs(), records);
        tally.acknowledged += records;
        answered();
        if (response.errorCode() != 0) {
            tally.refused += records;
            client.end("produce was refused: " + Dialogue.errorName(response.errorCode()));
        }
    }

    /** The oldest request is done with. */
    private void answered() {
        slots[oldest].reopen();
        oldest = next(oldest);
        underWay--;
    }
}
