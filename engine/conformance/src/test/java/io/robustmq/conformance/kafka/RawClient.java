package io.robustmq.conformance.kafka;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.kafka.control.ControlFrame;
import io.robustmq.codec.kafka.control.ControlMessages;
import io.robustmq.codec.kafka.produce.ProduceRequestEncoder;
import io.robustmq.codec.kafka.produce.ProduceResponseFlyweight;
import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.codec.kafka.wire.KafkaViolation;
import io.robustmq.codec.kafka.wire.RequestHeaderEncoder;
import io.robustmq.conformance.broker.TestBroker;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.protocol.ApiMessage;

/** A socket that sends what it is told, well formed or not. */
final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MS = 20_000;
    private static final int PRODUCE_VERSION = 9;
    private static final UnsafeBuffer CLIENT_ID = new UnsafeBuffer("raw".getBytes(UTF_8));

    private final Socket socket;
    private final DataInputStream in;
    private int correlationId;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        socket.setSoTimeout(PATIENCE_MS);
    }

    static RawClient to(TestBroker broker) {
        String[] address = broker.kafka().split(",")[0].split(":");
        try {
            return new RawClient(new Socket(address[0], Integer.parseInt(address[1])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RawClient send(byte... bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A size, big-endian, and nothing of what it promises. */
    RawClient declare(int size) {
        byte[] bytes = new byte[Integer.BYTES];
        new UnsafeBuffer(bytes).putInt(0, size, BIG_ENDIAN);
        return send(bytes);
    }

    /** A whole request with this body. */
    RawClient request(Api api, int version, byte... body) {
        int headBytes = RequestHeaderEncoder.bytes(api, version, CLIENT_ID.capacity());
        UnsafeBuffer frame = new UnsafeBuffer(new byte[headBytes + body.length]);
        RequestHeaderEncoder.encode(
                frame, 0, frame.capacity(), api, version, ++correlationId, CLIENT_ID);
        frame.putBytes(headBytes, body);
        return send(frame.byteArray());
    }

    /** One response, without its size. */
    UnsafeBuffer receive() {
        try {
            byte[] response = new byte[in.readInt()];
            in.readFully(response);
            return new UnsafeBuffer(response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The broker closes, and has nothing more to say. */
    void expectClosed() {
        try {
            assertThat(in.read()).isEqualTo(-1);
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close();
    }

    /** A request that is well formed, and its answer. */
    ApiMessage ask(Api api, int version, ApiMessage question) {
        ControlFrame frame =
                ControlMessages.request(api, version, ++correlationId, "raw", question);
        byte[] bytes = new byte[frame.sizeBytes()];
        frame.writeTo(new UnsafeBuffer(bytes), 0);
        UnsafeBuffer response = send(bytes).receive();
        int head = Integer.BYTES + (api.hasFlexibleResponseHead(version) ? 1 : 0);
        try {
            return ControlMessages.parseResponse(
                    api, version, response, head, response.capacity() - head);
        } catch (KafkaViolation e) {
            throw new AssertionError(e);
        }
    }

    /** Sends records to partition 0. */
    RawClient sendRecords(String topic, byte[] records) {
        UnsafeBuffer name = new UnsafeBuffer(topic.getBytes(UTF_8));
        UnsafeBuffer frame = new UnsafeBuffer(new byte[records.length + 500]);
        int at =
                ProduceRequestEncoder.head(
                        frame,
                        0,
                        PRODUCE_VERSION,
                        ++correlationId,
                        CLIENT_ID,
                        -1,
                        PATIENCE_MS,
                        name,
                        0,
                        records.length);
        frame.putBytes(at, records);
        int end = ProduceRequestEncoder.tail(frame, at + records.length, PRODUCE_VERSION);
        return send(Arrays.copyOf(frame.byteArray(), end));
    }

    /** The answer to that. */
    ProduceResponseFlyweight receiveProduced() {
        UnsafeBuffer response = receive();
        try {
            return new ProduceResponseFlyweight()
                    .wrap(response, 0, response.capacity(), PRODUCE_VERSION);
        } catch (KafkaViolation e) {
            throw new AssertionError(e);
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
