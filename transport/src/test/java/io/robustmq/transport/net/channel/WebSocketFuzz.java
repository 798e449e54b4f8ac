package io.robustmq.transport.net.channel;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.robustmq.transport.core.CoreCell;
import io.robustmq.transport.core.FakeCore;
import io.robustmq.transport.net.EchoHandler;
import java.nio.charset.StandardCharsets;

/**
 * Feeds arbitrary bytes to the server's pipeline, cut into reads by the bytes themselves. Any
 * exception out of here is a fault: a broken peer is answered and closed, it is never thrown about.
 */
public final class WebSocketFuzz {
    private static final int READ_BYTES_MAX = 64;

    private WebSocketFuzz() {}

    /** Bytes instead of the opening handshake. */
    public static void handshake(byte[] bytes) {
        run(new byte[0], bytes);
    }

    /** Bytes instead of frames. */
    public static void frames(byte[] bytes) {
        run(WebSocketPeer.REQUEST.getBytes(StandardCharsets.US_ASCII), bytes);
    }

    private static void run(byte[] opening, byte[] bytes) {
        FakeCore core = new FakeCore();
        ChannelCore shared = Pipelines.sharedOf(core);
        EmbeddedChannel server =
                Pipelines.server(
                        shared,
                        new Handshakes(),
                        Rig.endpoint(1, null, Rig.WEB_SOCKET),
                        EchoHandler::new);
        server.writeInbound(Unpooled.copiedBuffer(opening));
        for (int at = 0; at < bytes.length && server.isOpen(); ) {
            int length = Math.min(1 + Math.floorMod(bytes[at], READ_BYTES_MAX), bytes.length - at);
            server.writeInbound(Unpooled.copiedBuffer(bytes, at, length));
            shared.dirty().flushAll();
            at += length;
        }
        server.checkException();
        shared.dirty().flushAll();
        long received = shared.cells().get(CoreCell.BYTES_RECEIVED);
        if (received > bytes.length || shared.cells().get(CoreCell.ERRORS) > 0) {
            throw new IllegalStateException(
                    received + " bytes of payload in " + bytes.length + ", or a fault");
        }
        core.advanceNs(Long.MAX_VALUE / 4);
        server.finishAndReleaseAll();
        if (core.armedTimers() > 0 || core.chunks().inUseBytes() > 0) {
            throw new IllegalStateException("a closed connection left something behind");
        }
    }
}
