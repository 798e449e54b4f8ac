package io.robustmq.kafka.access;

/**
 * What one client may do, in Kafka's words; asked for every request, since the users file may have
 * been read again. On the connection's core; never blocks.
 */
public interface Access {
    /** Everything, for brokers without users. */
    Access ALL =
            new Access() {
                @Override
                public boolean mayWrite(String topic) {
                    return true;
                }

                @Override
                public boolean mayRead(String topic) {
                    return true;
                }

                @Override
                public boolean mayCreate(String topic) {
                    return true;
                }

                @Override
                public boolean mayAlter(String topic) {
                    return true;
                }

                @Override
                public boolean mayUseGroup(String group) {
                    return true;
                }

                @Override
                public boolean mayAdminister() {
                    return true;
                }
            };

    /** Whether records may go to the topic. */
    boolean mayWrite(String topic);

    /** Whether records of the topic may be read. */
    boolean mayRead(String topic);

    /** Whether it may make the topic, and give it more partitions. */
    boolean mayCreate(String topic);

    /** Whether it may change the topic's settings, empty it and delete it. */
    boolean mayAlter(String topic);

    /** Whether it may be a member of the group, and commit and read its offsets. */
    boolean mayUseGroup(String group);

    /** Nothing: who has not said who it is. */
    Access NONE =
            new Access() {
                @Override
                public boolean mayWrite(String topic) {
                    return false;
                }

                @Override
                public boolean mayRead(String topic) {
                    return false;
                }

                @Override
                public boolean mayCreate(String topic) {
                    return false;
                }

                @Override
                public boolean mayAlter(String topic) {
                    return false;
                }

                @Override
                public boolean mayUseGroup(String group) {
                    return false;
                }

                @Override
                public boolean mayAdminister() {
                    return false;
                }
            };

    /** Whether it may see and change what is nobody's own: the cluster, other people's groups. */
    boolean mayAdminister();

    /** Whether it may know of the topic. */
    default boolean maySee(String topic) {
        return mayRead(topic) || mayWrite(topic);
    }
}
