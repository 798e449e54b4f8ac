package io.robustmq.storage.log;

import io.robustmq.storage.log.concurrent.TierPiece;
import io.robustmq.storage.read.concurrent.BlockSource;
import io.robustmq.storage.tier.LogObject;
import io.robustmq.storage.tier.Tier;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An object of a log in the tier as blocks. One read thread at a time. */
final class TierSource implements BlockSource {
    private final Tier tier;
    private final String name;
    private final long sourceId;

    TierSource(Tier tier, long logId, TierPiece piece) {
        this.tier = tier;
        this.name = nameOf(logId, piece);
        this.sourceId = piece.sourceId();
    }

    /** The name of a piece's object. */
    static String nameOf(long logId, TierPiece piece) {
        return LogObject.nameOf(logId, piece.firstOffset(), piece.endOffset(), piece.generation());
    }

    String name() {
        return name;
    }

    @Override
    public long sourceId() {
        return sourceId;
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        int count = tier.get(name, position, into);
        return count == Tier.ABSENT ? GONE : count;
    }

    @Override
    public boolean isFixedBefore(long position) {
        return true;
    }
}
