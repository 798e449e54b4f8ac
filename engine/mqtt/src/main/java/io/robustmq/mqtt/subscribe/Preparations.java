package io.robustmq.mqtt.subscribe;

import io.robustmq.kernel.cores.Announcements;
import io.robustmq.kernel.cores.Broadcasts;
import io.robustmq.kernel.topic.SharedFilter;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.List;

/**
 * Makes the other cores ready for a SUBSCRIBE before it is carried out: when it is, they all know of
 * its filters, so it takes effect everywhere in one step, SUBACK is true when it leaves, and the
 * retained messages looked up in that step neither miss nor repeat a message.
 *
 * <pre>
 * SUBSCRIBE —prepare→ put back, parked —all ready→ comes again: carried out, SUBACK —end→
 *                                      —client gone→ end
 * </pre>
 */
@OwnedBy(Core.class)
public final class Preparations {
    private final Announcements announcements;
    private final Broadcasts broadcasts;

    public Preparations(Announcements announcements, Broadcasts broadcasts) {
        this.announcements = announcements;
        this.broadcasts = broadcasts;
    }

    /**
     * @param filters valid ones
     */
    public Preparation prepare(List<SharedFilter> filters) {
        for (SharedFilter filter : filters) {
            announcements.hold(filter.filter());
        }
        return new Preparation(filters);
    }

    public boolean isReady(Preparation preparation) {
        return broadcasts.isTaken(broadcasts.told());
    }

    /** Runs something when all others are ready. */
    public void whenReady(Preparation preparation, Runnable then) {
        broadcasts.whenTaken(broadcasts.told(), then);
    }

    /** The SUBSCRIBE was carried out, or never will be. */
    public void end(Preparation preparation) {
        for (SharedFilter filter : preparation.filters()) {
            announcements.letGo(filter.filter());
        }
    }
}
