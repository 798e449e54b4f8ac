package io.robustmq.conformance.architecture.planted.shared;

/** Counter-example: shared between threads, in a class inside it, and nothing stresses it. */
public final class Flag {
    private final Inside inside = new Inside();

    public boolean isUp() {
        return inside.up;
    }

    private static final class Inside {
        volatile boolean up;
    }
}
