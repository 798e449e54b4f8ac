package io.robustmq.security;

/** The way back to a core from another thread: {@code core::execute}. */
public interface CoreInbox {
    /**
     * @return false when it is full
     */
    boolean execute(Runnable work);
}
