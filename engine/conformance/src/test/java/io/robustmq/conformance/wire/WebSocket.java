package io.robustmq.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A client's end of a WebSocket, frame by frame (RFC 6455 §5). Blocking; the mask is fixed so that
 * tests show bytes.
 */
public final class WebSocket implements AutoCloseable {
    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;

    private static final int FINAL = 0x80;
    private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /** A received frame. */
    public record Frame(int opcode, byte[] payload) {}

    /**
     * What the server answered to the upgrade: the status line and the header lines, names in lower
     * case.
     */
    public record Answer(String status, List<String> headers) {}

    private WebSocket(Socket socket) {
        try {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(WireClient.PATIENCE_MS);
            in = socket.getInputStream();
            out = socket.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On a socket that nothing was sent over: path /mqtt, subprotocol mqtt; must be accepted. */
    public static WebSocket open(Socket socket) {
        WebSocket webSocket = new WebSocket(socket);
        Answer answer = webSocket.request(upgrade("/mqtt", "mqtt", true));
        assertThat(answer.status()).startsWith("HTTP/1.1 101 ");
        // RFC 6455 §1.3: the answer to this very key.
        assertThat(answer.headers())
                .contains(
                        "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                        "sec-websocket-protocol: mqtt");
        return webSocket;
    }

    /** On a socket that nothing was sent over; for requests of the test's own. */
    public static WebSocket raw(Socket socket) {
        return new WebSocket(socket);
    }

    /** The request of RFC 6455 §1.3. */
    public static String upgrade(String path, String subprotocol, boolean withSubprotocol) {
        return "GET "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                + (withSubprotocol ? "Sec-WebSocket-Protocol: " + subprotocol + "\r\n" : "")
                + "\r\n";
    }

    public Answer request(String request) {
        write(request.getBytes(StandardCharsets.ISO_8859_1));
        String status = line();
        List<String> headers = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.add(line.substring(0, colon).toLowerCase(Locale.ROOT) + line.substring(colon));
        }
        return new Answer(status, headers);
    }

    private String line() {
        try {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new AssertionError("closed inside the HTTP answer: " + line);
                }
                line.append((char) next);
            }
            return line.toString().stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A final, masked frame. */
    public WebSocket send(int opcode, byte[] payload) {
        return write(frame(FINAL | opcode, true, payload));
    }

    /** A masked frame that more of the same message follows. */
    public WebSocket sendFragment(int opcode, byte[] payload) {
        return write(frame(opcode, true, payload));
    }

    public WebSocket sendUnmasked(int opcode, byte[] payload) {
        return write(frame(FINAL | opcode, false, payload));
    }

    public WebSocket write(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
        } catch (SocketException e) {
            // Closed meanwhile: the next expectation tells.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** A frame's bytes: first byte, mask bit and length, mask, payload. */
    public static byte[] frame(int firstByte, boolean masked, byte[] payload) {
        int maskBit = masked ? 0x80 : 0;
        byte[] length =
                payload.length < 126
                        ? Bytes.bytes(maskBit | payload.length)
                        : payload.length < 1 << 16
                                ? Bytes.join(Bytes.bytes(maskBit | 126), Bytes.u16(payload.length))
                                : Bytes.join(
                                        Bytes.bytes(maskBit | 127),
                                        new byte[4],
                                        Bytes.u32(payload.length));
        if (!masked) {
            return Bytes.join(Bytes.bytes(firstByte), length, payload);
        }
        byte[] hidden = payload.clone();
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] ^= MASK[i & 3];
        }
        return Bytes.join(Bytes.bytes(firstByte), length, MASK, hidden);
    }

    /** The next frame, unmasked as a server's must be and of one piece. */
    public Frame receive() throws IOException {
        int first = in.read();
        int length = in.read();
        if (length < 0) {
            throw new EOFException();
        }
        assertThat(length).as("mask bit and length").isLessThan(0x80);
        int bytes =
                switch (length) {
                    case 126 -> in.read() << 8 | in.read();
                    case 127 -> Math.toIntExact(new DataInputStream(in).readLong());
                    default -> length;
                };
        return new Frame(first & 0xF, in.readNBytes(bytes));
    }

    /** Sends MQTT packets as a frame each write, and reads those of binary frames. */
    public WireClient client() {
        OutputStream frames =
                new OutputStream() {
                    @Override
                    public void write(int value) throws IOException {
                        write(new byte[] {(byte) value}, 0, 1);
                    }

                    @Override
                    public void write(byte[] source, int offset, int length) throws IOException {
                        byte[] payload = Arrays.copyOfRange(source, offset, offset + length);
                        out.write(frame(FINAL | BINARY, true, payload));
                    }

                    @Override
                    public void flush() throws IOException {
                        out.flush();
                    }
                };
        return new WireClient(socket, new BinaryFrames(), frames);
    }

    /** The payloads of binary frames as one stream. Ends at a close frame. */
    private final class BinaryFrames extends InputStream {
        private byte[] current = {};
        private int position;

        @Override
        public int read() throws IOException {
            while (position == current.length) {
                Frame frame = receive();
                if (frame.opcode() == CLOSE) {
                    return -1;
                }
                assertThat(frame.opcode()).as("opcode").isIn(BINARY, CONTINUATION);
                current = frame.payload();
                position = 0;
            }
            return current[position++] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int first = read();
            if (first < 0) {
                return -1;
            }
            target[offset] = (byte) first;
            int more = Math.min(length - 1, current.length - position);
            System.arraycopy(current, position, target, offset + 1, more);
            position += more;
            return 1 + more;
        }
    }

    /** The server sends a close frame with this code, then ends the connection. */
    public void expectClosed(int code) {
        expectClosedByOneOf(code);
    }

    public void expectClosedByOneOf(int... codes) {
        try {
            Frame frame = receive();
            assertThat(frame.opcode()).as("opcode").isEqualTo(CLOSE);
            int code = (frame.payload()[0] & 0xFF) << 8 | frame.payload()[1] & 0xFF;
            assertThat(codes).as("close code %d", code).contains(code);
            assertThat(in.read()).as("end of the stream").isNegative();
        } catch (EOFException e) {
            throw new AssertionError("closed without a close frame", e);
        } catch (SocketException e) {
            // Reset after the close frame: what was unread is dropped.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
