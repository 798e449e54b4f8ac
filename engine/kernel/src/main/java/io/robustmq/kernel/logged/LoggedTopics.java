package io.robustmq.kernel.logged;

/**
 * The filters of one core whose messages are records, as the protocol that routes takes them.
 * Control work, on the core. A filter that is tied costs what a subscription does; none costs
 * nothing.
 */
public interface LoggedTopics {
    /**
     * From now on the sink gets every message of the filter that is published on this core, and on
     * others once they know of it; those that came from a log ({@link Deliverer}) aside.
     *
     * @param filter a valid one, with no {@code $} at its beginning
     */
    void tie(String filter, RecordSink sink);

    /** No more from now on. */
    void untie(String filter, RecordSink sink);

    /**
     * Topics of the filter are logged on some core: a message of QoS 1 or 2 that would be longer as
     * a record than a log takes is refused, since nobody could be told so later.
     *
     * @param recordBytesMax the same for all filters
     */
    void limit(String filter, int recordBytesMax);

    /** Takes back one {@link #limit}. */
    void unlimit(String filter);

    /**
     * Of the filter's topics some are logged on some core that can keep nothing of them: a message
     * of QoS 1 or 2 of such a one is refused on every core, since its log's core could tell nobody.
     */
    void close(String filter, ClosedTopics topics);

    /** Takes back a {@link #close}. */
    void open(ClosedTopics topics);

    /**
     * @param then runs on this core once all others know of what was tied so far
     */
    void whenTold(Runnable then);
}
