package io.robustmq.transport.ring;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** All that one core can write to the others. */
@OwnedBy(Core.class)
public final class CoreOutbox {
    private final int core;
    private final CoreProxy[] proxies;
    private final AtomicReferenceArray<@Nullable Core> receivers;

    CoreOutbox(int core, CoreProxy[] proxies, AtomicReferenceArray<@Nullable Core> receivers) {
        this.core = core;
        this.proxies = proxies;
        this.receivers = receivers;
    }

    /** The core this belongs to. */
    public int core() {
        return core;
    }

    /**
     * @param other any core but this one
     */
    public CoreProxy to(int other) {
        return proxies[other];
    }

    /**
     * Wakes the sleeping ones among the cores written to; once, at the end of a cycle.
     *
     * @return cores written to since the last call
     */
    public int flush() {
        int written = 0;
        for (int to = 0; to < proxies.length; to++) {
            if (to != core && proxies[to].takeTouched()) {
                written++;
                Core receiver = receivers.get(to);
                if (receiver != null) {
                    receiver.wakeup();
                }
            }
        }
        return written;
    }
}
