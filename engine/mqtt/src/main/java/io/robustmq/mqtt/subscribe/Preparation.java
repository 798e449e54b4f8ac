package io.robustmq.mqtt.subscribe;

import io.robustmq.kernel.topic.SharedFilter;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.List;

/** One SUBSCRIBE that the other cores are being made ready for. */
@OwnedBy(Core.class)
public final class Preparation {
    private final List<SharedFilter> filters;

    Preparation(List<SharedFilter> filters) {
        this.filters = filters;
    }

    List<SharedFilter> filters() {
        return filters;
    }
}
