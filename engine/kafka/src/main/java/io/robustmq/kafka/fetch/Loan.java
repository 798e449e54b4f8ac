package io.robustmq.kafka.fetch;

import io.robustmq.storage.log.ColdBatches;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Connection;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Batches of a read that are sent from where they were read. A connection has one loan at a time,
 * until its socket has taken all of it; what is read meanwhile is copied.
 *
 * <pre>
 * None —offered, and few are lent→ Taken —each piece sent, or given up→ None
 * </pre>
 */
@OwnedBy(Core.class)
final class Loan {
    /** Less is copied: it costs less than a block of output of its own. */
    static final int BYTES_MIN = 16 << 10;

    private final Runnable sent = this::sent;
    private @Nullable ColdBatches offered;
    private @Nullable ColdBatches lent;

    /** Pieces that have yet to go into the output. */
    private int waiting;

    /** Pieces that have yet to be sent. */
    private int unsent;

    /** The next answer is of these; null: of none. */
    void offered(@Nullable ColdBatches batches) {
        offered = batches;
    }

    /** Before an answer is written: its first pieces are lent if they may be. */
    void take() {
        ColdBatches batches = offered;
        boolean isWorthIt = batches != null && batches.totalBytes() >= BYTES_MIN;
        if (batches != null && isWorthIt && lent == null && batches.tryLend()) {
            lent = batches;
            waiting = batches.pieceCount();
            unsent = waiting;
        }
    }

    /** The answer is written: what of it did not go into the output never will. */
    void taken() {
        for (; waiting > 0; waiting--) {
            sent();
        }
    }

    /** True for a piece that is lent, and not in the output yet. */
    boolean has(DirectBuffer piece) {
        ColdBatches batches = lent;
        return waiting > 0
                && batches != null
                && batches.piece(batches.pieceCount() - waiting) == piece;
    }

    /** Sends the next piece. @return false when the output does not take it */
    boolean send(Connection connection, UnsafeBuffer piece) {
        if (!connection.sendBorrowed(piece, piece.capacity(), sent)) {
            return false;
        }
        waiting--;
        return true;
    }

    private void sent() {
        ColdBatches batches = lent;
        if (--unsent == 0 && batches != null) {
            lent = null;
            batches.giveBack();
        }
    }
}
