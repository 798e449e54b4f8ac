package io.robustmq.kafka.quota;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One connection's part in the quotas: who it is, and how long it waits. Allocates only when
 * another client id comes.
 */
@OwnedBy(Core.class)
public final class Throttle {
    private final Quotas quotas;
    private String user = "";
    private UnsafeBuffer clientId = new UnsafeBuffer(new byte[0]);
    private @Nullable Meter producing;
    private @Nullable Meter fetching;
    private boolean isKnown;

    public Throttle(Quotas quotas) {
        this.quotas = quotas;
    }

    /** It has said who it is. */
    public void user(@Nullable String name) {
        user = name == null ? "" : name;
        isKnown = false;
    }

    /** A request begins, of the client id that it says. */
    public void client(DirectBuffer id, int offset, int length) {
        if (!isKnown || !isSame(id, offset, Math.max(length, 0))) {
            byte[] bytes = new byte[Math.max(length, 0)];
            id.getBytes(offset, bytes);
            clientId = new UnsafeBuffer(bytes);
            find();
        } else if (isDropped(producing) || isDropped(fetching)) {
            find();
        }
    }

    private boolean isSame(DirectBuffer id, int offset, int length) {
        if (clientId.capacity() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (clientId.getByte(i) != id.getByte(offset + i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDropped(@Nullable Meter meter) {
        return meter != null && meter.isDropped();
    }

    private void find() {
        String client = new String(clientId.byteArray(), StandardCharsets.UTF_8);
        producing = quotas.meterOf(user, client, QuotaRate.PRODUCER_BYTE_RATE);
        fetching = quotas.meterOf(user, client, QuotaRate.CONSUMER_BYTE_RATE);
        isKnown = true;
    }

    /**
     * @return milliseconds that the connection is not to be read for
     */
    public int produced(long bytes) {
        return take(producing, bytes);
    }

    /**
     * @return milliseconds that the connection is not to be read for
     */
    public int fetched(long bytes) {
        return take(fetching, bytes);
    }

    private int take(@Nullable Meter from, long bytes) {
        return from == null ? 0 : from.take(bytes, quotas.clock().nowNs());
    }
}
