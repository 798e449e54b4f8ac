package io.robustmq.conformance.broker;

/**
 * What must be there before a broker starts, such as a file that its settings name. Has a public
 * constructor without arguments.
 */
public interface Preparation {
    void prepare();

    /** For brokers that need nothing. */
    final class None implements Preparation {
        @Override
        public void prepare() {}
    }
}
