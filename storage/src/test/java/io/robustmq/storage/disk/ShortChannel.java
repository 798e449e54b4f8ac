package io.robustmq.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A file whose every call moves a few bytes only, now and then none, as the system may. */
final class ShortChannel extends FileChannel {
    private final FileChannel channel;
    private final int bytesMax;
    private int calls;

    ShortChannel(FileChannel channel, int bytesMax) {
        this.channel = channel;
        this.bytesMax = bytesMax;
    }

    /** How many bytes this call may move: none in every third. */
    private int allowed(int wanted) {
        return calls++ % 3 == 2 ? 0 : Math.min(bytesMax, wanted);
    }

    @Override
    public int read(ByteBuffer buffer, long at) throws IOException {
        ByteBuffer piece = buffer.slice().limit(allowed(buffer.remaining()));
        int count = piece.hasRemaining() ? channel.read(piece, at) : 0;
        buffer.position(buffer.position() + Math.max(count, 0));
        return count;
    }

    @Override
    public long write(ByteBuffer[] buffers, int first, int count) throws IOException {
        ByteBuffer buffer = buffers[first];
        ByteBuffer piece = buffer.slice().limit(allowed(buffer.remaining()));
        int written = channel.write(piece);
        buffer.position(buffer.position() + written);
        return written;
    }

    @Override
    public int write(ByteBuffer buffer, long at) throws IOException {
        ByteBuffer piece = buffer.slice().limit(allowed(buffer.remaining()));
        int written = channel.write(piece, at);
        buffer.position(buffer.position() + written);
        return written;
    }

    @Override
    public FileChannel position(long at) throws IOException {
        channel.position(at);
        return this;
    }

    @Override
    public long position() throws IOException {
        return channel.position();
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void force(boolean metaData) throws IOException {
        channel.force(metaData);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        channel.close();
    }

    @Override
    public int read(ByteBuffer buffer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] buffers, int first, int count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer buffer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel truncate(long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long at, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long at, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long at, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long at, long size, boolean isShared) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long at, long size, boolean isShared) {
        throw new UnsupportedOperationException();
    }
}
