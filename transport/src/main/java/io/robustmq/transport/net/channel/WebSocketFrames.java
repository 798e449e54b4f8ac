package io.robustmq.transport.net.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.PromiseNotifier;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The open WebSocket between a byte stream and the wire, RFC 6455 §5–7: payloads come out as bytes,
 * each buffer written goes out as one binary frame, {@code close} runs the closing handshake first.
 * A peer that breaks the rules gets a Close frame with the reason.
 */
@OwnedBy(Core.class)
final class WebSocketFrames extends ChannelDuplexHandler
        implements WebSocketFrameDecoder.ControlFrames, ChannelFutureListener {
    static final int CLOSE = 8, PING = 9, PONG = 10;

    private static final int BINARY = 2;
    private static final int FIN = 0x80, MASKED = 0x80;
    private static final int HEADER_BYTES_MAX = 14;

    /**
     * Shorter payloads are copied behind their header, so that the socket gets one buffer instead
     * of two.
     */
    private static final int COPY_BYTES_MAX = 1024;

    private final WebSocketFrameDecoder decoder;
    private final @Nullable SplittableRandom maskingKeys;
    private final UnsafeBuffer source = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer target = new UnsafeBuffer(0, 0);
    private @Nullable ChannelHandlerContext ctx;
    private boolean closeSent;
    private boolean closeReceived;

    /** Nothing more is expected from the peer: its Close came, or it broke the rules. */
    private boolean ended;

    private boolean pongInFlight;

    /** Payload of the newest ping not answered yet; older ones need no answer, §5.5.3. */
    private byte @Nullable [] pongOwed;

    private WebSocketFrames(boolean server, int maxFrameBytes) {
        this.decoder = new WebSocketFrameDecoder(server, maxFrameBytes, this);
        this.maskingKeys = server ? null : new SplittableRandom(new SecureRandom().nextLong());
    }

    static WebSocketFrames server(int maxFrameBytes) {
        return new WebSocketFrames(true, maxFrameBytes);
    }

    static WebSocketFrames client(int maxFrameBytes) {
        return new WebSocketFrames(false, maxFrameBytes);
    }

    /**
     * Replaces the handshake: {@code upgrade} and {@code codec} leave, and what was read behind the
     * head comes here.
     */
    void takeOver(ChannelPipeline pipeline, ChannelHandler upgrade, ChannelHandler codec) {
        pipeline.replace(upgrade, null, this);
        context().fireUserEventTriggered(WebSocketOpened.EVENT);
        pipeline.remove(codec);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.ctx = context;
    }

    // ---- in ----

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        ByteBufViews.wrap(source, bytes);
        int payload = decoder.decode(source, 0, bytes.readableBytes());
        if (payload == 0) {
            bytes.release();
        } else {
            int from = bytes.readerIndex() + decoder.payloadOffset();
            context.fireChannelRead(bytes.setIndex(from, from + payload));
        }
        if (decoder.violation() != 0 && !ended) {
            sendClose(context, decoder.violation());
            end(context); // its Close is not waited for: what it sends is no longer read as frames
        } else if (closeReceived && !ended) {
            end(context);
        }
    }

    @Override
    public void onControlFrame(int opcode, byte[] payload, int length) {
        ChannelHandlerContext context = context();
        if (opcode == PING) {
            pongOwed = Arrays.copyOf(payload, length);
            sendPong(context);
        } else if (opcode == CLOSE) {
            closeReceived = true;
            answerClose(context, payload, length);
        }
    }

    /**
     * §5.5.1: the code is echoed; §7.4: a code that may not be sent, or half of one, is a protocol
     * error.
     */
    private void answerClose(ChannelHandlerContext context, byte[] payload, int length) {
        if (length == 0) {
            sendClose(context, 0);
            return;
        }
        int code = length == 1 ? 0 : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
        if (!WebSocketStatus.maySend(code)) {
            code = WebSocketStatus.PROTOCOL_ERROR;
        } else if (!isUtf8(payload, 2, length - 2)) {
            code = WebSocketStatus.INVALID_PAYLOAD;
        }
        sendClose(context, code);
    }

    private static boolean isUtf8(byte[] bytes, int offset, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private void end(ChannelHandlerContext context) {
        ended = true;
        context.fireUserEventTriggered(StreamEnd.WEB_SOCKET_CLOSED);
    }

    // ---- out ----

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        ByteBuf payload = (ByteBuf) message;
        if (closeSent) { // §5.5.1: no data after Close
            payload.release();
            promise.tryFailure(new ClosedChannelException());
        } else if (maskingKeys != null || payload.readableBytes() <= COPY_BYTES_MAX) {
            context.write(frame(context, BINARY, payload), promise);
        } else {
            ByteBuf header = context.alloc().ioBuffer(HEADER_BYTES_MAX);
            putHeader(header, BINARY, payload.readableBytes());
            context.write(header, context.voidPromise());
            context.write(payload, promise);
        }
    }

    /**
     * A whole frame in a buffer of its own, masked if we are the client; takes over {@code
     * payload}.
     */
    private ByteBuf frame(ChannelHandlerContext context, int opcode, ByteBuf payload) {
        int length = payload.readableBytes();
        ByteBuf frame = context.alloc().ioBuffer(HEADER_BYTES_MAX + length);
        putHeader(frame, opcode, length);
        if (maskingKeys == null) {
            frame.writeBytes(payload);
        } else {
            int key = maskingKeys.nextInt();
            frame.writeIntLE(key);
            int at = frame.writerIndex();
            frame.writerIndex(at + length);
            ByteBufViews.wrap(source, payload);
            ByteBufViews.wrap(target, frame);
            WebSocketMask.apply(key, source, 0, target, at - frame.readerIndex(), length);
        }
        payload.release();
        return frame;
    }

    private void putHeader(ByteBuf frame, int opcode, int length) {
        int maskBit = maskingKeys == null ? 0 : MASKED;
        frame.writeByte(FIN | opcode);
        if (length <= WebSocketFrameDecoder.CONTROL_BYTES_MAX) {
            frame.writeByte(maskBit | length);
        } else if (length <= 0xffff) {
            frame.writeByte(maskBit | 126).writeShort(length);
        } else {
            frame.writeByte(maskBit | 127).writeLong(length);
        }
    }

    /** One pong at a time: a peer that pings and never reads makes us keep one answer, not all. */
    private void sendPong(ChannelHandlerContext context) {
        byte[] payload = pongOwed;
        if (payload != null && !pongInFlight && !closeSent) {
            pongOwed = null;
            pongInFlight = true;
            ByteBuf bytes = context.alloc().ioBuffer(payload.length).writeBytes(payload);
            context.writeAndFlush(frame(context, PONG, bytes)).addListener(this);
        }
    }

    /** A pong left. */
    @Override
    public void operationComplete(ChannelFuture future) {
        pongInFlight = false;
        if (future.isSuccess()) {
            sendPong(context());
        }
    }

    // ---- the closing handshake, §7.1.2 ----

    /**
     * Our side closes: Close frame, then the peer's, then the connection; who never answers is cut
     * off by a timer.
     */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (ended || !context.channel().isActive()) {
            context.close(promise);
        } else {
            sendClose(context, WebSocketStatus.NORMAL);
            context.channel().closeFuture().addListener(new PromiseNotifier<>(promise));
        }
    }

    private void sendClose(ChannelHandlerContext context, int code) {
        if (!closeSent) {
            closeSent = true;
            ByteBuf payload = context.alloc().ioBuffer(2);
            if (code != 0) {
                payload.writeShort(code);
            }
            context.writeAndFlush(frame(context, CLOSE, payload));
        }
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext context = ctx;
        assert context != null : "not in a pipeline";
        return context;
    }
}
