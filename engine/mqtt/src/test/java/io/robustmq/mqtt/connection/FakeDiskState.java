package io.robustmq.mqtt.connection;

import io.robustmq.kernel.shard.DiskState;
import java.util.HashSet;
import java.util.Set;

/** A disk that ails as the test says. */
final class FakeDiskState implements DiskState {
    boolean behind;
    boolean full;
    final Set<Integer> unserved = new HashSet<>();

    @Override
    public boolean isBehind() {
        return behind;
    }

    @Override
    public boolean isFull() {
        return full;
    }

    @Override
    public boolean isServed(int shard) {
        return !unserved.contains(shard);
    }
}
