package io.robustmq.conformance.architecture.planted.kernel;

import io.robustmq.conformance.architecture.planted.server.Wiring;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Counter-example: knows what stands on it, and shares memory behind locks. */
public class Locking {
    private final ReentrantLock lock = new ReentrantLock();
    private final ConcurrentHashMap<String, Wiring> shared = new ConcurrentHashMap<>();

    synchronized int size() {
        synchronized (shared) {
            return lock.isLocked() ? 0 : shared.size();
        }
    }
}
