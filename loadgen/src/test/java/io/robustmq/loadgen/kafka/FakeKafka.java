package io.robustmq.loadgen.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.codec.kafka.BatchCheck;
import io.robustmq.codec.kafka.BatchProblem;
import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.codec.kafka.control.ControlMessages;
import io.robustmq.codec.kafka.fetch.FetchRequestFlyweight;
import io.robustmq.codec.kafka.fetch.FetchResponseEncoder;
import io.robustmq.codec.kafka.produce.ProduceRequestFlyweight;
import io.robustmq.codec.kafka.produce.ProduceResponseEncoder;
import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.codec.kafka.wire.ApiVersionsEncoder;
import io.robustmq.codec.kafka.wire.KafkaViolation;
import io.robustmq.codec.kafka.wire.RequestHeaderFlyweight;
import io.robustmq.codec.kafka.wire.WireWriter;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.message.SaslAuthenticateRequestData;
import org.apache.kafka.common.message.SaslAuthenticateResponseData;
import org.apache.kafka.common.message.SaslHandshakeResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/**
 * A broker that keeps batches in memory and answers what the load asks, a blocking thread per
 * connection; it can be told to misbehave.
 */
final class FakeKafka implements AutoCloseable {
    private static final int PORTION_BYTES = 1_000;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new ArrayList<>();
    private final List<List<byte[]>> partitions = new ArrayList<>();

    /** Of produce requests by their number: kept but never shown, or refused by this error. */
    volatile int forgetsRequest = -1;

    volatile int refusesRequest = -1;
    volatile int refusesBy;
    volatile String plainExpected = "";
    private int corruptBatches;
    private int produceRequests;

    FakeKafka() throws IOException {
        Thread.ofVirtual().start(this::accept);
    }

    synchronized int corruptBatches() {
        return corruptBatches;
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                synchronized (this) {
                    sockets.add(socket);
                }
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                byte[] request = new byte[in.readInt()];
                in.readFully(request);
                byte[] answer = answer(new UnsafeBuffer(request));
                for (int at = 0; at < answer.length; at += PORTION_BYTES) {
                    socket.getOutputStream()
                            .write(answer, at, Math.min(PORTION_BYTES, answer.length - at));
                }
            }
        } catch (IOException | KafkaViolation | InterruptedException ended) {
            return;
        }
    }

    private byte[] answer(UnsafeBuffer request) throws KafkaViolation, InterruptedException {
        RequestHeaderFlyweight header =
                new RequestHeaderFlyweight().wrap(request, 0, request.capacity());
        Api api = Objects.requireNonNull(header.api());
        return switch (api) {
            case API_VERSIONS -> versions(header);
            case PRODUCE -> produce(request, header);
            case FETCH -> fetch(request, header);
            default -> control(api, request, header);
        };
    }

    private static byte[] versions(RequestHeaderFlyweight header) {
        List<Api> all = Arrays.asList(Api.values());
        UnsafeBuffer out = new UnsafeBuffer(new byte[ApiVersionsEncoder.bytesMax(all.size())]);
        int end =
                ApiVersionsEncoder.encode(
                        out, 0, header.apiVersion(), header.correlationId(), 0, 0, all);
        return Arrays.copyOf(out.byteArray(), end);
    }

    private byte[] control(Api api, UnsafeBuffer bytes, RequestHeaderFlyweight header)
            throws KafkaViolation {
        ApiMessage request =
                ControlMessages.parseRequest(
                        api, header.apiVersion(), bytes, header.bodyOffset(), header.bodyLength());
        ApiMessage answer =
                switch (api) {
                    case CREATE_TOPICS -> create((CreateTopicsRequestData) request);
                    case METADATA -> metadata((MetadataRequestData) request);
                    case LIST_OFFSETS -> offsets((ListOffsetsRequestData) request);
                    case SASL_HANDSHAKE -> new SaslHandshakeResponseData();
                    case SASL_AUTHENTICATE -> authenticate((SaslAuthenticateRequestData) request);
                    default -> throw new KafkaViolation(api.name());
                };
        var frame =
                ControlMessages.response(api, header.apiVersion(), header.correlationId(), answer);
        UnsafeBuffer out = new UnsafeBuffer(new byte[frame.sizeBytes()]);
        frame.writeTo(out, 0);
        return out.byteArray();
    }

    private ApiMessage authenticate(SaslAuthenticateRequestData request) {
        boolean isKnown = new String(request.authBytes(), UTF_8).equals(plainExpected);
        return new SaslAuthenticateResponseData()
                .setErrorCode(isKnown ? 0 : Errors.SASL_AUTHENTICATION_FAILED.code());
    }

    private synchronized ApiMessage create(CreateTopicsRequestData request) {
        CreateTopicsResponseData answer = new CreateTopicsResponseData();
        for (var topic : request.topics()) {
            boolean isNew = partitions.isEmpty();
            for (int i = 0; isNew && i < topic.numPartitions(); i++) {
                partitions.add(new ArrayList<>());
            }
            answer.topics()
                    .add(
                            new CreatableTopicResult()
                                    .setName(topic.name())
                                    .setErrorCode(isNew ? 0 : Errors.TOPIC_ALREADY_EXISTS.code()));
        }
        return answer;
    }

    private synchronized ApiMessage metadata(MetadataRequestData request) {
        MetadataResponseTopic topic =
                new MetadataResponseTopic().setName(request.topics().getFirst().name());
        for (int i = 0; i < partitions.size(); i++) {
            topic.partitions()
                    .add(new MetadataResponsePartition().setPartitionIndex(i).setLeaderId(7));
        }
        MetadataResponseData answer = new MetadataResponseData();
        answer.brokers()
                .add(
                        new MetadataResponseBroker()
                                .setNodeId(7)
                                .setHost(address().getHostString())
                                .setPort(address().getPort()));
        answer.topics().add(topic);
        return answer;
    }

    private synchronized ApiMessage offsets(ListOffsetsRequestData request) {
        var asked = request.topics().getFirst();
        int partition = asked.partitions().getFirst().partitionIndex();
        return new ListOffsetsResponseData()
                .setTopics(
                        List.of(
                                new ListOffsetsTopicResponse()
                                        .setName(asked.name())
                                        .setPartitions(
                                                List.of(
                                                        new ListOffsetsPartitionResponse()
                                                                .setPartitionIndex(partition)
                                                                .setOffset(end(partition))))));
    }

    private long end(int partition) {
        List<byte[]> batches = partitions.get(partition);
        return batches.isEmpty()
                ? 0
                : RecordBatchFlyweight.endOffset(new UnsafeBuffer(batches.getLast()), 0);
    }

    private synchronized byte[] produce(UnsafeBuffer bytes, RequestHeaderFlyweight header)
            throws KafkaViolation {
        int version = header.apiVersion();
        ProduceRequestFlyweight request =
                new ProduceRequestFlyweight()
                        .wrap(bytes, header.bodyOffset(), header.bodyLength(), version);
        request.nextTopic();
        request.nextPartition();
        int number = produceRequests++;
        int error = number == refusesRequest ? refusesBy : 0;
        if (error == 0 && number != forgetsRequest) {
            keep(request.partition(), bytes, request.recordsOffset(), request.recordsLength());
        }
        if (request.acks() == 0) {
            return new byte[0];
        }
        UnsafeBuffer out = new UnsafeBuffer(new byte[256]);
        int at = ProduceResponseEncoder.head(out, 0, version, 0, header.correlationId(), 1);
        at =
                ProduceResponseEncoder.topic(
                        out,
                        at,
                        version,
                        bytes,
                        request.topicNameOffset(),
                        request.topicNameLength(),
                        0,
                        0,
                        1);
        at =
                ProduceResponseEncoder.partition(
                        out, at, version, request.partition(), error, 0, -1, 0);
        at = ProduceResponseEncoder.topicEnd(out, at, version);
        at = ProduceResponseEncoder.tail(out, at, version, 0);
        WireWriter.putFrameBytes(out, 0, at);
        return Arrays.copyOf(out.byteArray(), at);
    }

    private void keep(int partition, UnsafeBuffer bytes, int offset, int length) {
        if (new BatchCheck(bytes).check(bytes, offset, length) != BatchProblem.NONE) {
            corruptBatches++;
        }
        byte[] batch = new byte[length];
        bytes.getBytes(offset, batch);
        RecordBatchFlyweight.patch(new UnsafeBuffer(batch), 0, end(partition), 0);
        partitions.get(partition).add(batch);
        notifyAll();
    }

    private synchronized byte[] fetch(UnsafeBuffer bytes, RequestHeaderFlyweight header)
            throws KafkaViolation, InterruptedException {
        int version = header.apiVersion();
        FetchRequestFlyweight request =
                new FetchRequestFlyweight()
                        .wrap(bytes, header.bodyOffset(), header.bodyLength(), version);
        request.nextTopic();
        request.nextPartition();
        long deadlineNs = System.nanoTime() + request.maxWaitMs() * 1_000_000L;
        while (end(request.partition()) <= request.fetchOffset()
                && System.nanoTime() < deadlineNs) {
            wait(Math.max(1, (deadlineNs - System.nanoTime()) / 1_000_000));
        }
        UnsafeBuffer records = new UnsafeBuffer(new byte[request.maxBytes() + (1 << 20)]);
        int length = 0;
        for (byte[] batch : partitions.get(request.partition())) {
            boolean isWanted =
                    RecordBatchFlyweight.endOffset(new UnsafeBuffer(batch), 0)
                            > request.fetchOffset();
            if (isWanted && length < request.maxBytes()) {
                records.putBytes(length, batch);
                length += batch.length;
            }
        }
        length = Math.min(length, Math.max(request.maxBytes(), firstBatch(records, length)));
        return fetched(bytes, header, request, records, length);
    }

    /** The first batch is sent whole; the last one may be cut off. */
    private static int firstBatch(UnsafeBuffer records, int length) {
        return length == 0 ? 0 : RecordBatchFlyweight.sizeBytes(records, 0);
    }

    private byte[] fetched(
            UnsafeBuffer bytes,
            RequestHeaderFlyweight header,
            FetchRequestFlyweight request,
            UnsafeBuffer records,
            int length) {
        int version = header.apiVersion();
        UnsafeBuffer out = new UnsafeBuffer(new byte[256 + length]);
        int at = FetchResponseEncoder.head(out, 0, version, 0, header.correlationId(), 0, 0, 0, 1);
        at =
                FetchResponseEncoder.topic(
                        out,
                        at,
                        version,
                        bytes,
                        request.topicNameOffset(),
                        request.topicNameLength(),
                        0,
                        0,
                        1);
        long end = end(request.partition());
        at =
                FetchResponseEncoder.partition(
                        out, at, version, request.partition(), 0, end, end, 0, length);
        out.putBytes(at, records, 0, length);
        at = FetchResponseEncoder.partitionEnd(out, at + length, version);
        at = FetchResponseEncoder.topicEnd(out, at, version);
        at = FetchResponseEncoder.tail(out, at, version);
        WireWriter.putFrameBytes(out, 0, at);
        return Arrays.copyOf(out.byteArray(), at);
    }

    @Override
    public synchronized void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
