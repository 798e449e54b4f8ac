package io.robustmq.loadgen.rig;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;

/**
 * What one lane counted since it started; plain fields, shown to others through {@link LaneCells}.
 */
@OwnedBy(Core.class)
public final class Tally {
    /** Messages whose bytes were handed to the connection. */
    public long sent;

    /** Deliveries that belong to this run, duplicates included. */
    public long received;

    public long duplicated;

    /** Deliveries that came after a later message of the same publisher to the same receiver. */
    public long reordered;

    /** Deliveries of another run or of a publisher this receiver should not hear. */
    public long foreign;

    /** Deliveries whose payload has not the length that was sent. */
    public long corrupt;

    /** Messages whose acknowledgement (QoS 1: PUBACK, QoS 2: PUBCOMP) came. */
    public long acknowledged;

    /** Messages refused by a reason code of 0x80 or above. */
    public long refused;

    /** When the latest delivery arrived, nanoTime; 0 before the first. */
    public long lastReceivedNs;
}
