package io.robustmq.conformance.architecture.planted.shared;

/** Counter-example: shared between threads, by its lock, and nothing stresses it. */
public final class Locked {
    private int count;

    public synchronized int next() {
        return ++count;
    }
}
