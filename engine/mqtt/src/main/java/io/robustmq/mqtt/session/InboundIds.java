package io.robustmq.mqtt.session;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.collections.IntHashSet;
import org.jspecify.annotations.Nullable;

/**
 * Identifiers of QoS 2 messages received and not yet released: a second PUBLISH with one of them is
 * a repetition.
 */
@OwnedBy(Core.class)
final class InboundIds {
    private @Nullable IntHashSet ids;

    /** Those of which a power cut may have taken back that they were released. */
    private @Nullable IntHashSet doubtful;

    /**
     * @return false when it was there: the message was taken before [MQTT-4.3.3-10]
     */
    boolean add(int id) {
        IntHashSet set = ids;
        if (set == null) {
            set = new IntHashSet();
            ids = set;
        }
        return set.add(id);
    }

    boolean contains(int id) {
        IntHashSet set = ids;
        return set != null && set.contains(id);
    }

    boolean remove(int id) {
        IntHashSet doubts = doubtful;
        if (doubts != null) {
            doubts.remove(id);
        }
        IntHashSet set = ids;
        return set != null && set.remove(id);
    }

    /** After a restart: all that are there now may have been released in truth. */
    void doubtAll() {
        IntHashSet set = ids;
        if (set != null) {
            doubtful = new IntHashSet();
            doubtful.addAll(set);
        }
    }

    boolean isDoubtful(int id) {
        IntHashSet doubts = doubtful;
        return doubts != null && doubts.contains(id);
    }

    int size() {
        IntHashSet set = ids;
        return set == null ? 0 : set.size();
    }
}
