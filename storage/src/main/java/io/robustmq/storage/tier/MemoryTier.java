package io.robustmq.storage.tier;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Objects outside the heap, up to so many bytes; gone with the process. For what promises nothing
 * beyond it, and for tests.
 */
public final class MemoryTier implements Tier {
    private final ConcurrentSkipListMap<String, ByteBuffer> objects = new ConcurrentSkipListMap<>();
    private final long bytesMax;
    private long bytes;

    public MemoryTier(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    @Override
    public synchronized void put(String name, ByteBuffer contents) throws IOException {
        TierNames.check(name);
        ByteBuffer before = objects.get(name);
        long grown = bytes + contents.remaining() - (before == null ? 0 : before.capacity());
        if (grown > bytesMax) {
            throw new IOException("No space left in the memory tier");
        }
        ByteBuffer copy = ByteBuffer.allocateDirect(contents.remaining());
        objects.put(name, copy.put(contents).flip());
        bytes = grown;
    }

    @Override
    public int get(String name, long at, ByteBuffer into) {
        ByteBuffer object = objects.get(name);
        if (object == null) {
            return ABSENT;
        }
        int length = (int) Math.clamp(object.capacity() - at, 0, into.remaining());
        if (length > 0) {
            into.put(object.slice((int) at, length));
        }
        return length;
    }

    @Override
    public long sizeBytes(String name) {
        ByteBuffer object = objects.get(name);
        return object == null ? ABSENT : object.capacity();
    }

    @Override
    public synchronized void delete(String name) {
        ByteBuffer removed = objects.remove(name);
        bytes -= removed == null ? 0 : removed.capacity();
    }

    @Override
    public List<String> list() {
        return List.copyOf(objects.keySet());
    }

    @Override
    public void close() {}
}
