package io.robustmq.kafka.control;

/** Answers requests of one kind. Made once per core, called on the core's thread; never blocks. */
public interface Handler {
    /**
     * @param reply to be called exactly once: before this returns, or later on this core. Until
     *     then the connection takes no further request
     */
    void handle(ControlRequest request, Reply reply);
}
