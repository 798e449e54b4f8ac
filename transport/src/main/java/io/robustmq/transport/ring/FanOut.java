package io.robustmq.transport.ring;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * One request to several cores: room in all their rings or in none, so that a message is either on
 * its way to everyone or to nobody.
 */
@OwnedBy(Core.class)
public final class FanOut {
    private final CoreProxy[] proxies;
    private final int[] claimedAt;
    private long claimed;

    FanOut(CoreProxy[] proxies) {
        this.proxies = proxies;
        this.claimedAt = new int[proxies.length];
    }

    /**
     * @param cores a bit per core, this one's not among them
     * @return false when one of them is behind: nothing was claimed
     */
    public boolean tryClaim(long cores, int type, int length) {
        assert claimed == 0 : "claim within a claim";
        for (long left = cores; left != 0; left &= left - 1) {
            int core = Long.numberOfTrailingZeros(left);
            int at = proxies[core].claimRequest(type, length);
            if (at == CoreProxy.REFUSED) {
                abort();
                return false;
            }
            claimedAt[core] = at;
            claimed |= 1L << core;
        }
        return true;
    }

    /** Writes the same bytes into each claim, at {@code at} bytes from its start. */
    public void putBytes(int at, DirectBuffer source, int offset, int length) {
        for (long left = claimed; left != 0; left &= left - 1) {
            int core = Long.numberOfTrailingZeros(left);
            buffer(core).putBytes(claimedAt[core] + at, source, offset, length);
        }
    }

    /** The ring of one of the cores claimed, for what differs per core. */
    public MutableDirectBuffer buffer(int core) {
        return proxies[core].requests();
    }

    /** Where the claim starts in {@link #buffer}. */
    public int offset(int core) {
        return claimedAt[core];
    }

    public void commit() {
        for (long left = claimed; left != 0; left &= left - 1) {
            int core = Long.numberOfTrailingZeros(left);
            proxies[core].commitRequest(claimedAt[core]);
        }
        claimed = 0;
    }

    public void abort() {
        for (long left = claimed; left != 0; left &= left - 1) {
            int core = Long.numberOfTrailingZeros(left);
            proxies[core].abortRequest(claimedAt[core]);
        }
        claimed = 0;
    }
}
