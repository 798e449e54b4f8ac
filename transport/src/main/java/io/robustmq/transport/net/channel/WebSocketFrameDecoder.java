package io.robustmq.transport.net.channel;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Turns frames into the byte stream they carry, within the buffer they came in: each payload is
 * unmasked and moved up against the one before. Nothing is gathered, so a frame costs no memory
 * whatever length it declares.
 *
 * <pre>
 *   before   | hdr | payload 1 | hdr | payload 2 | hdr | payl…       RFC 6455 §5.2
 *   after          | payload 1 | payload 2 | payl… |
 * </pre>
 *
 * Control frames, 125 bytes at most, are put together across reads and handed to {@link
 * ControlFrames}. After a Close frame or a violation nothing more is decoded.
 */
@OwnedBy(Core.class)
final class WebSocketFrameDecoder {
    /** Most bytes in a control frame, §5.5. */
    static final int CONTROL_BYTES_MAX = 125;

    private static final int HEADER_BYTES_MAX = 14;
    private static final int FIN = 0x80,
            RESERVED = 0x70,
            OPCODE = 0x0f,
            MASKED = 0x80,
            LENGTH = 0x7f;
    private static final int CONTINUATION = 0, TEXT = 1, BINARY = 2, CONTROL = 8;
    private static final int LENGTH_16 = 126, LENGTH_64 = 127;

    /** Hears the frames that are not data; {@code payload} is valid during the call only. */
    interface ControlFrames {
        /**
         * @param opcode {@link WebSocketFrames#CLOSE}, {@code PING} or {@code PONG}
         */
        void onControlFrame(int opcode, byte[] payload, int length);
    }

    private final boolean masked;
    private final int maxFrameBytes;
    private final ControlFrames controlFrames;
    private final UnsafeBuffer header = new UnsafeBuffer(new byte[HEADER_BYTES_MAX]);
    private final byte[] control = new byte[CONTROL_BYTES_MAX];
    private int headerBytes;
    private int opcode;
    private boolean inPayload;
    private boolean fragmented;
    private long remaining;
    private int controlBytes;

    /**
     * The masking key, rotated so that its first byte in memory order is for the next payload byte.
     */
    private int mask;

    private boolean ended;
    private int violation;
    private int payloadOffset;

    /**
     * @param masked what the peer must do: a client masks, a server does not, §5.1
     * @param maxFrameBytes a longer payload is refused with 1009
     */
    WebSocketFrameDecoder(boolean masked, int maxFrameBytes, ControlFrames controlFrames) {
        this.masked = masked;
        this.maxFrameBytes = maxFrameBytes;
        this.controlFrames = controlFrames;
    }

    /**
     * @return payload bytes now standing together at {@link #payloadOffset()}; the rest of the
     *     range is spent
     */
    int decode(UnsafeBuffer bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        int to = -1;
        payloadOffset = offset;
        while (at < end && !ended) {
            if (!inPayload) {
                at = readHeader(bytes, at, end);
                continue;
            }
            int count = (int) Math.min(remaining, end - at);
            if (opcode >= CONTROL) {
                unmask(bytes, at, at, count);
                bytes.getBytes(at, control, controlBytes, count);
                controlBytes += count;
            } else {
                if (to < 0) {
                    to = at;
                    payloadOffset = at;
                }
                unmask(bytes, at, to, count);
                to += count;
            }
            at += count;
            remaining -= count;
            endOfPayload();
        }
        return to < 0 ? 0 : to - payloadOffset;
    }

    /** Where the payload of the last {@link #decode} starts. */
    int payloadOffset() {
        return payloadOffset;
    }

    /** The status code to close with, §7.4.1; 0 while the peer keeps the rules. */
    int violation() {
        return violation;
    }

    /** Collects header bytes until the header is whole. @return where the bytes behind it start */
    private int readHeader(UnsafeBuffer bytes, int from, int end) {
        int at = from;
        while (at < end && !inPayload && !ended) {
            header.putByte(headerBytes++, bytes.getByte(at++));
            if (headerBytes == 2) {
                checkOpening();
            }
            if (!ended && headerBytes >= 2 && headerBytes == headerLength()) {
                open();
            }
        }
        return at;
    }

    /** Everything that two bytes can do wrong, before any further byte is waited for. */
    private void checkOpening() {
        int first = header.getByte(0);
        int second = header.getByte(1);
        opcode = first & OPCODE;
        boolean isFinal = (first & FIN) != 0;
        if ((first & RESERVED) != 0 || ((second & MASKED) != 0) != masked) {
            violate(WebSocketStatus.PROTOCOL_ERROR);
        } else if (opcode >= CONTROL) {
            boolean known = opcode <= WebSocketFrames.PONG;
            if (!known || !isFinal || (second & LENGTH) > CONTROL_BYTES_MAX) {
                violate(WebSocketStatus.PROTOCOL_ERROR);
            }
        } else if (opcode == CONTINUATION ? !fragmented : fragmented) {
            violate(WebSocketStatus.PROTOCOL_ERROR);
        } else if (opcode == TEXT) {
            violate(WebSocketStatus.UNSUPPORTED_DATA); // [MQTT-6.0.0-1]
        } else if (opcode > BINARY) {
            violate(WebSocketStatus.PROTOCOL_ERROR);
        } else {
            fragmented = !isFinal;
        }
    }

    private int headerLength() {
        int length = header.getByte(1) & LENGTH;
        int extended = length == LENGTH_64 ? 8 : length == LENGTH_16 ? 2 : 0;
        return 2 + extended + (masked ? 4 : 0);
    }

    private void open() {
        remaining = header.getByte(1) & LENGTH;
        long shortest = 0;
        if (remaining == LENGTH_16) {
            remaining = header.getShort(2, BIG_ENDIAN) & 0xffff;
            shortest = LENGTH_16;
        } else if (remaining == LENGTH_64) {
            remaining = header.getLong(2, BIG_ENDIAN);
            shortest = 0x1_0000;
        }
        if (remaining < shortest) { // §5.2: fewest bytes, and the top bit of 64 is 0
            violate(WebSocketStatus.PROTOCOL_ERROR);
        } else if (remaining > maxFrameBytes) {
            violate(WebSocketStatus.TOO_BIG);
        } else {
            mask = masked ? header.getInt(headerBytes - 4) : 0;
            inPayload = true;
            controlBytes = 0;
            endOfPayload();
        }
        headerBytes = 0;
    }

    private void endOfPayload() {
        if (remaining == 0) {
            inPayload = false;
            if (opcode >= CONTROL) {
                ended = opcode == WebSocketFrames.CLOSE;
                controlFrames.onControlFrame(opcode, control, controlBytes);
            }
        }
    }

    private void unmask(UnsafeBuffer bytes, int from, int to, int length) {
        if (masked) {
            mask = WebSocketMask.apply(mask, bytes, from, bytes, to, length);
        } else if (from != to) {
            bytes.putBytes(to, bytes, from, length);
        }
    }

    private void violate(int status) {
        violation = status;
        ended = true;
    }
}
