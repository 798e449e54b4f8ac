package io.robustmq.mqtt.publish;

import io.robustmq.kernel.cores.CoreLinks;
import io.robustmq.mqtt.CoreMessage;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.memory.LeasedBody;
import io.robustmq.transport.memory.SharedBody;
import io.robustmq.transport.memory.Slab;

/**
 * Large payloads on loan between cores: their bytes stay on the core that received them, what
 * travels is a name. Each core that gets one holds a reference of the owner's until it says that it
 * is done.
 */
@OwnedBy(Core.class)
public final class BodyLeases {
    private final CoreLinks links;
    private final LargeBodies bodies;

    public BodyLeases(CoreLinks links, LargeBodies bodies) {
        this.links = links;
        this.bodies = bodies;
        links.on(
                CoreMessage.BODY_RETURNED,
                (from, id, b, at, n) -> bodies.slabOf(links.self(), id).release());
    }

    /** Another core will be told of it. @return its name there */
    long lend(Slab body) {
        body.retain();
        return body.id();
    }

    /** What another core lent, with one reference. */
    public SharedBody borrow(int owner, long id) {
        Slab lent = bodies.slabOf(owner, id);
        return new LeasedBody(lent, done -> links.post(owner, CoreMessage.BODY_RETURNED, done));
    }
}
