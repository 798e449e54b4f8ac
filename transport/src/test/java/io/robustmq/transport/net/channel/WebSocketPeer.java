package io.robustmq.transport.net.channel;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A WebSocket client that sends the very bytes a test writes down. */
final class WebSocketPeer {
    static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d}; // RFC 6455 §5.7

    /** The example of RFC 6455 §1.3 with MQTT's path and subprotocol. */
    static final String REQUEST =
            """
            GET /mqtt HTTP/1.1\r
            Host: server.example.com\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Protocol: mqtt\r
            Sec-WebSocket-Version: 13\r
            \r
            """;

    private final OutputStream out;
    private final DataInputStream in;

    WebSocketPeer(Socket socket) throws IOException {
        out = socket.getOutputStream();
        in = new DataInputStream(socket.getInputStream());
    }

    static WebSocketPeer opened(Socket socket) throws IOException {
        WebSocketPeer peer = new WebSocketPeer(socket);
        peer.send(REQUEST);
        String head = peer.readHead();
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new IOException("refused: " + head);
        }
        return peer;
    }

    void send(String ascii) throws IOException {
        send(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** A masked frame as §5.2 draws it. */
    static byte[] frame(int firstByte, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).put((byte) firstByte);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 0x1_0000) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.put(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ MASK[i % 4]));
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    /** The next frame of the server, header and all. */
    byte[] readFrame() throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        int first = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        frame.write(first);
        frame.write(length);
        if ((length & 0x80) != 0) {
            throw new IOException("a server must not mask");
        }
        if (length >= 126) {
            byte[] extended = in.readNBytes(length == 126 ? 2 : 8);
            frame.write(extended);
            length = 0;
            for (byte part : extended) {
                length = length << 8 | part & 0xff;
            }
        }
        frame.write(in.readNBytes(length));
        return frame.toByteArray();
    }

    /**
     * @return everything up to the server's FIN
     */
    byte[] readToEnd() throws IOException {
        return in.readAllBytes();
    }

    /** A Close frame with only a code, as the server sends it. */
    static byte[] close(int code) {
        return new byte[] {(byte) 0x88, 2, (byte) (code >> 8), (byte) code};
    }
}
