package io.robustmq.loadgen.server;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreDuty;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Acceptor;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import java.util.ArrayList;
import java.util.List;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/** One core of a null server: its peers, and its counts as others see them after each cycle. */
@OwnedBy(Core.class)
final class NullCore implements CoreDuty, Acceptor {
    private static final int CACHE_LINE = 128;
    private static final int CONNECTIONS_AT = 0;
    private static final int PUBLISHES_AT = 8;
    private static final int BYTES_AT = 16;

    private final UnsafeBuffer cells =
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(CACHE_LINE, CACHE_LINE));
    private final NullServer.Kind kind;
    private final int payloadBytes;
    private final List<SourcePeer> sources = new ArrayList<>();
    private long connections;
    private long publishes;
    private long bytes;

    NullCore(NullServer.Kind kind, int payloadBytes) {
        this.kind = kind;
        this.payloadBytes = payloadBytes;
    }

    @Override
    public ConnectionHandler onConnected(Connection connection) {
        connections++;
        return switch (kind) {
            case SINK -> new SinkPeer(this, connection);
            case SOURCE -> new SourcePeer(this, connection, payloadBytes);
            case ECHO -> new EchoPeer(this, connection);
        };
    }

    void disconnected() {
        connections--;
    }

    void published(long count, long length) {
        publishes += count;
        bytes += length;
    }

    void add(SourcePeer source) {
        sources.add(source);
    }

    void remove(SourcePeer source) {
        sources.remove(source);
    }

    @Override
    public int drainRequests() {
        return 0;
    }

    @Override
    public int endOfCycle() {
        int sent = 0;
        for (int i = 0; i < sources.size(); i++) {
            sent += sources.get(i).send();
        }
        cells.putLongRelease(CONNECTIONS_AT, connections);
        cells.putLongRelease(PUBLISHES_AT, publishes);
        cells.putLongRelease(BYTES_AT, bytes);
        return sent;
    }

    @Override
    public boolean needsCpu() {
        return false;
    }

    long connections() {
        return cells.getLongVolatile(CONNECTIONS_AT);
    }

    long publishes() {
        return cells.getLongVolatile(PUBLISHES_AT);
    }

    long bytes() {
        return cells.getLongVolatile(BYTES_AT);
    }
}
