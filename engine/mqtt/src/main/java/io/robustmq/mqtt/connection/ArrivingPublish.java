package io.robustmq.mqtt.connection;

import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.codec.mqtt.decode.FixedHeader;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.core.Timed;
import io.robustmq.transport.core.Timers;
import io.robustmq.transport.memory.Slab;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A PUBLISH whose large payload comes in several reads: its head is kept as it came, its payload
 * goes into shared memory read by read. Reused for one packet after the other.
 *
 * <pre>
 * taking —memory is spent→ waiting —it is back→ taking
 * taking, waiting —refused→ passing over: the payload's rest is counted, not kept
 * taking, passing over —last byte→ complete
 * </pre>
 */
@OwnedBy(Core.class)
final class ArrivingPublish implements Timed {
    /** {@link #refusal()}: its payload is wanted. */
    static final int WANTED = ReasonCode.SUCCESS;

    /** {@link #refusal()}: a QoS 2 message that was taken before [MQTT-4.3.3-10]. */
    static final int REPEATED = -1;

    private static final int NOT_WAITING = 0;

    /** Longest head: topic, packet identifier and properties at their limits. */
    static final int HEAD_BYTES_MAX =
            FixedHeader.BYTES_MAX
                    + 2 * Short.BYTES
                    + 0xFFFF
                    + Integer.BYTES
                    + MqttServices.MAX_PROPERTY_BYTES;

    private final Core core;
    private final ExpandableArrayBuffer head = new ExpandableArrayBuffer(256);
    private @Nullable ActiveClient client;
    private @Nullable Slab body;
    private int flags;
    private int qos;
    private int bodyAt;
    private int headLength;
    private int remainingLength;
    private int arrivedBytes;
    private int refusal;
    private long lastBytesNs;
    private long waitsUntilNs = NOT_WAITING;
    private long timer = Timers.NONE;

    /** Its place among those of its core. */
    int index;

    ArrivingPublish(Core core) {
        this.core = core;
    }

    /**
     * @param headBytes from {@code packetAt} to the payload
     * @param verdict of {@link #refusal()}
     */
    void begin(
            ActiveClient publisher,
            FixedHeader header,
            DirectBuffer buffer,
            int packetAt,
            int headBytes,
            int verdict,
            @Nullable Slab slab) {
        client = publisher;
        flags = header.flags();
        qos = flags >> 1 & 0b11;
        bodyAt = header.headerLength();
        headLength = headBytes;
        remainingLength = header.remainingLength();
        head.putBytes(0, buffer, packetAt, headBytes);
        arrivedBytes = 0;
        lastBytesNs = core.clock().nowNs();
        refusal = verdict;
        body = slab;
    }

    /** Over: its memory goes back, but for what outputs still refer to. */
    void end() {
        stopWaiting();
        release();
        client = null;
    }

    private void release() {
        Slab slab = body;
        if (slab != null) {
            body = null;
            slab.release();
        }
    }

    // ---- the head ----

    ActiveClient client() {
        ActiveClient publisher = client;
        assert publisher != null : "asked after its end";
        return publisher;
    }

    /** The packet's first bytes, up to its payload. */
    DirectBuffer head() {
        return head;
    }

    int headLength() {
        return headLength;
    }

    /** Where the fixed header ends. */
    int bodyAt() {
        return bodyAt;
    }

    /** Of the fixed header. */
    int flags() {
        return flags;
    }

    int qos() {
        return qos;
    }

    int remainingLength() {
        return remainingLength;
    }

    /** All of it. */
    int packetLength() {
        return bodyAt + remainingLength;
    }

    // ---- the payload ----

    /** Bytes of the payload still to come. */
    int missingBytes() {
        return bodyAt + remainingLength - headLength - arrivedBytes;
    }

    boolean isComplete() {
        return missingBytes() == 0;
    }

    /** Takes bytes of the payload. @return false when memory is spent: none were taken */
    boolean take(DirectBuffer buffer, int at, int bytes) {
        Slab slab = body;
        if (slab != null && !slab.append(buffer, at, bytes)) {
            return false;
        }
        arrivedBytes += bytes;
        lastBytesNs = core.clock().nowNs();
        stopWaiting();
        return true;
    }

    /** The payload, while it is {@link #WANTED}. */
    @Nullable Slab body() {
        return body;
    }

    /** Memory it holds. */
    long heldBytes() {
        Slab slab = body;
        return slab == null ? 0 : slab.heldBytes();
    }

    /** When bytes last came, on the core's clock. */
    long lastBytesNs() {
        return lastBytesNs;
    }

    /** {@link #WANTED}, {@link #REPEATED} or the reason code that it is refused with. */
    int refusal() {
        return refusal;
    }

    /** What has come is given up, and what still comes. */
    void refuse(int reasonCode) {
        refusal = reasonCode;
        release();
    }

    // ---- waiting for memory ----

    /**
     * Stands still and tries again after a while.
     *
     * @param againNs how long a while is
     * @param limitNs longest it may wait from the first time on
     * @return false when it has waited so long
     */
    boolean tryWait(long againNs, long limitNs) {
        long nowNs = core.clock().nowNs();
        if (waitsUntilNs == NOT_WAITING) {
            waitsUntilNs = nowNs + limitNs;
        } else if (waitsUntilNs - nowNs <= 0) {
            return false;
        }
        timer = core.timers().schedule(nowNs + againNs, this);
        client().mqtt().park();
        return true;
    }

    boolean isWaiting() {
        return timer != Timers.NONE;
    }

    private void stopWaiting() {
        waitsUntilNs = NOT_WAITING;
        if (timer != Timers.NONE) {
            core.timers().cancel(timer);
            timer = Timers.NONE;
        }
    }

    @Override
    public void onTimer(long timerId, long nowNs) {
        timer = Timers.NONE;
        client().mqtt().retry();
    }
}
