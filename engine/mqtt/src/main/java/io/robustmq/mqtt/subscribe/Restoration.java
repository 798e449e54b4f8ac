package io.robustmq.mqtt.subscribe;

import io.robustmq.kernel.route.Subscription;
import io.robustmq.kernel.topic.SharedFilter;
import io.robustmq.mqtt.session.MqttSession;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the subscriptions of sessions that outlived a restart back to where they take effect: here,
 * and on a node of several cores at their homes, prepared like those of a SUBSCRIBE.
 */
@OwnedBy(Core.class)
public final class Restoration {
    private final Subscriptions subscriptions;
    private final @Nullable Preparations preparations;
    private int unfinished;
    private boolean allBegun;
    private @Nullable Runnable whenDone;

    /**
     * @param preparations null when the node has one core
     */
    public Restoration(Subscriptions subscriptions, @Nullable Preparations preparations) {
        this.subscriptions = subscriptions;
        this.preparations = preparations;
    }

    public void restore(MqttSession session) {
        List<Subscription> kept = List.copyOf(session.subscriptions());
        if (kept.isEmpty()) {
            return;
        }
        if (preparations == null) {
            kept.forEach(each -> subscriptions.restore(session, each));
            return;
        }
        Preparation preparation =
                preparations.prepare(session, kept.stream().map(Restoration::wanted).toList());
        unfinished++;
        Runnable then = () -> {
            kept.forEach(each -> subscriptions.restore(session, each));
            preparations.end(session, preparation);
            unfinished--;
            tellWhenDone();
        };
        if (preparation.isReady()) {
            then.run();
        } else {
            preparation.whenReady(then);
        }
    }

    private static Preparation.Wanted wanted(Subscription subscription) {
        return new Preparation.Wanted(
                subscription.filter(),
                SharedFilter.parse(subscription.filter(), Integer.MAX_VALUE),
                subscription.options(),
                subscription.subscriptionIdentifier());
    }

    /** All sessions were given. @param then runs once all their subscriptions are in force */
    public void whenDone(Runnable then) {
        allBegun = true;
        whenDone = then;
        tellWhenDone();
    }

    private void tellWhenDone() {
        Runnable then = whenDone;
        if (allBegun && unfinished == 0 && then != null) {
            whenDone = null;
            then.run();
        }
    }
}
