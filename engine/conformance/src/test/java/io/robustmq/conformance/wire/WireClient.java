package io.robustmq.conformance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One connection: sends the bytes that a test gives it and says what came back. Blocking, with a
 * bound on each wait. An end of the stream and a reset are the same: the broker closed.
 */
public final class WireClient implements AutoCloseable {
    /** Longest wait for what must come. */
    public static final int PATIENCE_MS = 5_000;

    /** How long nothing must come where nothing may. */
    public static final int SILENCE_MS = 150;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private int longestBytes;

    /** Over these streams of the socket, such as those of a WebSocket. */
    public WireClient(Socket socket, InputStream in, OutputStream out) {
        this.socket = socket;
        this.in = in;
        this.out = out;
    }

    public static WireClient over(Socket socket) {
        try {
            socket.setTcpNoDelay(true);
            return new WireClient(socket, socket.getInputStream(), socket.getOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends all of it in one write. A write after the broker closed is no failure: the next
     * expectation tells.
     */
    public WireClient send(byte[]... parts) {
        try {
            out.write(Bytes.join(parts));
            out.flush();
        } catch (SocketException e) {
            // Closed meanwhile.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public WireClient send(int... values) {
        return send(Bytes.bytes(values));
    }

    /** The next packet, whatever it is. */
    public Packet receive() {
        try {
            return read(PATIENCE_MS);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("nothing came within " + PATIENCE_MS + " ms", e);
        } catch (EOFException | SocketException e) {
            throw new AssertionError("closed where a packet was due", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next packet, or null when none comes for {@link #SILENCE_MS}. */
    public @Nullable Packet poll() {
        try {
            return read(SILENCE_MS);
        } catch (SocketTimeoutException e) {
            return null;
        } catch (EOFException | SocketException e) {
            throw new AssertionError("closed", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next packet is exactly this. */
    public WireClient expect(int... bytes) {
        assertThat(Bytes.hex(receive().bytes())).isEqualTo(Bytes.hex(Bytes.bytes(bytes)));
        return this;
    }

    /** No packet comes for {@link #SILENCE_MS}, and the connection stays. */
    public WireClient expectSilence() {
        return expectSilence(SILENCE_MS);
    }

    public WireClient expectSilence(int ms) {
        try {
            throw new AssertionError("came unasked: " + read(ms));
        } catch (SocketTimeoutException e) {
            return this;
        } catch (EOFException | SocketException e) {
            throw new AssertionError("closed", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The broker closes, without another packet, within this time. */
    public void expectClosed(int withinMs) {
        try {
            throw new AssertionError("instead of the end came " + read(withinMs));
        } catch (SocketTimeoutException e) {
            throw new AssertionError("still open after " + withinMs + " ms", e);
        } catch (EOFException | SocketException e) {
            close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void expectClosed() {
        expectClosed(PATIENCE_MS);
    }

    /**
     * A DISCONNECT with this reason (where several are apt, one of these), then the end (MQTT 5.0).
     */
    public void expectDisconnect(int... reasons) {
        int reason = receive().reason(Packet.DISCONNECT).reason();
        assertThat(reasons).as("reason 0x%02x", reason).contains(reason);
        expectClosed();
    }

    /**
     * How a connected client of this version is thrown out: with the reason in MQTT 5.0, silently
     * before.
     */
    public void expectThrownOut(MqttVersion version, int... reasons) {
        if (version.is5()) {
            expectDisconnect(reasons);
        } else {
            expectClosed();
        }
    }

    /** Reads until the broker closes. */
    public void drain() {
        try {
            while (true) {
                read(PATIENCE_MS);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("still open", e);
        } catch (EOFException | SocketException e) {
            close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** CONNECT is refused: the end, in MQTT 5.0 after a CONNACK of 0x80 or more at most. */
    public void expectRefused(MqttVersion version) {
        try {
            Packet packet = read(PATIENCE_MS);
            assertThat(version)
                    .as("only MQTT 5.0 may answer, got %s", packet)
                    .isEqualTo(MqttVersion.V5);
            Packet.Connack connack = packet.connack(version);
            assertThat(connack.code()).isGreaterThanOrEqualTo(0x80);
            assertThat(connack.flags()).isZero();
            expectClosed();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("neither refused nor accepted", e);
        } catch (EOFException | SocketException e) {
            close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** CONNECT is refused with this CONNACK code, and the connection ends. */
    public void expectRefused(MqttVersion version, int code) {
        Packet.Connack connack = receive().connack(version);
        assertThat(connack.code()).as("CONNACK code").isEqualTo(code);
        assertThat(connack.flags()).as("Session Present").isZero();
        expectClosed();
    }

    /**
     * A PUBACK with this identifier, or the end: what a client of 3.1.1 without permission gets.
     */
    public void expectAckOrEnd(int id) {
        try {
            assertThat(read(PATIENCE_MS).ack(Packet.PUBACK, MqttVersion.V3_1_1).id()).isEqualTo(id);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("neither PUBACK nor the end", e);
        } catch (EOFException | SocketException e) {
            close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A filter that is none is rejected in SUBACK or ends the connection: both are right. */
    public void expectFilterRejected(MqttVersion version) {
        try {
            Packet packet = read(PATIENCE_MS);
            if (packet.type() == Packet.DISCONNECT) {
                assertThat(packet.reason(Packet.DISCONNECT).reason()).isIn(0x81, 0x82, 0x8F);
                expectClosed();
            } else if (version != MqttVersion.V3_1) { // Which has no code for a failure.
                assertThat(packet.codes(Packet.SUBACK, version).codes().getFirst())
                        .isGreaterThanOrEqualTo(0x80);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("neither SUBACK nor the end", e);
        } catch (EOFException | SocketException e) {
            assertThat(version.is5()).as("closed without a reason").isFalse();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Packet read(int timeoutMs) throws IOException {
        socket.setSoTimeout(timeoutMs);
        int firstByte = next();
        socket.setSoTimeout(PATIENCE_MS);
        int length = 0;
        int shift = 0;
        int digit;
        do {
            digit = next();
            length |= (digit & 0x7F) << shift;
            shift += 7;
        } while (digit > 0x7F);
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("in a packet");
        }
        Packet packet = new Packet(firstByte, body);
        longestBytes = Math.max(longestBytes, packet.bytes().length);
        return packet;
    }

    private int next() throws IOException {
        int value = in.read();
        if (value < 0) {
            throw new EOFException();
        }
        return value;
    }

    /** Size of the longest packet received so far. */
    public int longestBytes() {
        return longestBytes;
    }

    /** Closes without DISCONNECT, as a failing network does. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
