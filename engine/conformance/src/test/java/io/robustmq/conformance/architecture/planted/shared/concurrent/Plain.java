package io.robustmq.conformance.architecture.planted.shared.concurrent;

/** Counter-example: shared between threads, as its package says, and nothing stresses it. */
public final class Plain {
    private int count;

    public int next() {
        return ++count;
    }
}
