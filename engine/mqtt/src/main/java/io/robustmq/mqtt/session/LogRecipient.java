package io.robustmq.mqtt.session;

import io.robustmq.kernel.logged.Deliverer;
import io.robustmq.kernel.logged.RecordSink;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.route.Subscription;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;

/** A log that gets every message of a filter, but for those that came from one. */
@OwnedBy(Core.class)
public final class LogRecipient implements Recipient {
    private final RecordSink sink;

    public LogRecipient(RecordSink sink) {
        this.sink = sink;
    }

    @Override
    public void deliver(Publication publication, Subscription[] subscriptions, int from, int to) {
        if (publication.sender() != Deliverer.SENDER) {
            sink.append(publication);
        }
    }

    @Override
    public boolean keeps() {
        return true;
    }
}
