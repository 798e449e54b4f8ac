package io.robustmq.kafka.topic;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Which topics there are, as this core knows. Owned by the core. */
public interface Topics {
    /** Null when there is none of this name. */
    @Nullable Topic byName(String name);

    /** Null when there is none of this id. */
    @Nullable Topic byId(long idHigh, long idLow);

    /** All, in no order; valid until the next change. */
    Collection<Topic> all();

    /** A number that grows with every change. */
    long version();

    /** Tells of every change from now on, after it took effect here. */
    void watch(Watcher watcher);

    /** Told on the core. */
    interface Watcher {
        /** Made, or has more partitions, or other settings. */
        void onTopic(Topic topic);

        /** Gone, with all its records. */
        void onDeleted(Topic topic);
    }
}
