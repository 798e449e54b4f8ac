package io.robustmq.storage.journal;

import io.robustmq.storage.disk.Disk;
import io.robustmq.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A disk that takes everything at once and keeps nothing. Any thread. */
final class NullDisk implements Disk {
    private record NullFile(long sizeBytes) implements DiskFile {
        @Override
        public void write(long at, ByteBuffer[] buffers, int count) {
            for (int i = 0; i < count; i++) {
                buffers[i].position(buffers[i].limit());
            }
        }

        @Override
        public int read(long at, ByteBuffer buffer) {
            return 0;
        }

        @Override
        public void sync() {}

        @Override
        public void close() {}
    }

    @Override
    public List<String> list() {
        return List.of();
    }

    @Override
    public DiskFile create(String name, long bytes) {
        return new NullFile(bytes);
    }

    @Override
    public DiskFile open(String name) throws IOException {
        throw new IOException(name);
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        throw new IOException(name);
    }

    @Override
    public void delete(String name) {}

    @Override
    public void rename(String from, String to) {}

    @Override
    public void syncNames() {}

    @Override
    public long usableBytes() {
        return Long.MAX_VALUE;
    }
}
