package io.robustmq.conformance.kafka;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.kafka.BatchCrc;
import io.robustmq.codec.kafka.RecordBatchEncoder;
import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.codec.kafka.RecordIterator;
import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.conformance.broker.BrokerExtension;
import io.robustmq.conformance.broker.Names;
import io.robustmq.conformance.broker.Settings;
import io.robustmq.conformance.broker.TestBroker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** FAULTS P13 and P14: batches that lie are not stored, nor do they cost more than their bytes. */
@ExtendWith(BrokerExtension.class)
@Settings({"engine.cores=1", "kafka.tcp=127.0.0.1:0"})
class BadBatchTest {
    private static final long MIB = 1 << 20;
    private static final int RECORDS = 3;

    private final TestBroker broker;
    private final RawClient client;
    private final String topic = Names.clientId();

    BadBatchTest(TestBroker broker) {
        this.broker = broker;
        this.client = RawClient.to(broker);
    }

    /** Asking for a topic makes it; it has a leader after that. */
    @BeforeEach
    void makeTopic() {
        MetadataRequestTopic wanted = new MetadataRequestTopic().setName(topic);
        MetadataRequestData request =
                new MetadataRequestData()
                        .setTopics(List.of(wanted))
                        .setAllowAutoTopicCreation(true);
        MetadataResponseTopic made;
        do {
            made =
                    ((MetadataResponseData) client.ask(Api.METADATA, 4, request))
                            .topics()
                            .find(topic);
        } while (Objects.requireNonNull(made).errorCode() == Errors.LEADER_NOT_AVAILABLE.code());
        assertThat(made.errorCode()).isZero();
    }

    @AfterEach
    void close() {
        client.close();
    }

    /** Three records; {@code records} bytes behind the header, with a checksum that is right. */
    private static byte[] good() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[1 << 10]);
        UnsafeBuffer value = new UnsafeBuffer(new byte[20]);
        long nowMs = System.currentTimeMillis();
        RecordBatchEncoder batch = new RecordBatchEncoder(buffer).begin(buffer, 0, nowMs);
        for (int i = 0; i < RECORDS; i++) {
            batch.add(nowMs, value, 0, RecordIterator.NULL, value, 0, 20);
        }
        return Arrays.copyOf(buffer.byteArray(), batch.finish());
    }

    private static byte[] changed(Consumer<UnsafeBuffer> change) {
        byte[] batch = good();
        change.accept(new UnsafeBuffer(batch));
        return batch;
    }

    private static byte[] sealed(Consumer<UnsafeBuffer> change) {
        return changed(batch -> {
            change.accept(batch);
            int crc = new BatchCrc().ofBatch(batch, 0, batch.capacity());
            batch.putInt(RecordBatchFlyweight.CRC_AT, crc, BIG_ENDIAN);
        });
    }

    static Stream<Arguments> lies() {
        byte[] twice = Arrays.copyOf(good(), 2 * good().length);
        System.arraycopy(good(), 0, twice, good().length, good().length);
        int recordsAt = RecordBatchFlyweight.RECORDS_AT;
        return Stream.of(
                Arguments.of("a checksum of other bytes", flipped(good().length - 2)),
                Arguments.of("no batch", new byte[0]),
                Arguments.of("less than a header", Arrays.copyOf(good(), 60)),
                Arguments.of("cut off", Arrays.copyOf(good(), good().length - 1)),
                Arguments.of("two batches", twice),
                Arguments.of("something behind", Arrays.copyOf(good(), good().length + 5)),
                Arguments.of("an older magic", sealed(b -> b.putByte(16, (byte) 1))),
                Arguments.of("a longer length", changed(b -> b.putInt(8, 5_000, BIG_ENDIAN))),
                Arguments.of("a length below 0", changed(b -> b.putInt(8, -1, BIG_ENDIAN))),
                Arguments.of("a length of 2^31-1", changed(b -> b.putInt(8, -1 >>> 1, BIG_ENDIAN))),
                Arguments.of("no records", sealed(b -> b.putInt(57, 0, BIG_ENDIAN))),
                Arguments.of("fewer records than it says", sealed(b -> count(b, 4))),
                Arguments.of("more records than it says", sealed(b -> count(b, 2))),
                Arguments.of("2^31-1 records", sealed(b -> count(b, Integer.MAX_VALUE))),
                Arguments.of("records less than offsets", sealed(b -> b.putInt(23, 9, BIG_ENDIAN))),
                Arguments.of("offsets that jump", sealed(b -> b.putByte(recordsAt + 3, (byte) 2))),
                Arguments.of("a record too long", sealed(b -> b.putByte(recordsAt, (byte) 126))),
                Arguments.of("a value too long", sealed(b -> b.putByte(recordsAt + 5, (byte) 90))),
                Arguments.of(
                        "an unknown compression",
                        sealed(b -> b.putShort(21, (short) 6, BIG_ENDIAN))),
                Arguments.of(
                        "a control batch", sealed(b -> b.putShort(21, (short) 0x20, BIG_ENDIAN))),
                Arguments.of(
                        "a producer without a sequence",
                        sealed(b -> b.putLong(43, 7, BIG_ENDIAN))));
    }

    private static void count(UnsafeBuffer batch, int count) {
        batch.putInt(RecordBatchFlyweight.RECORD_COUNT_AT, count, BIG_ENDIAN);
        batch.putInt(RecordBatchFlyweight.LAST_OFFSET_DELTA_AT, count - 1, BIG_ENDIAN);
    }

    private static byte[] flipped(int at) {
        byte[] batch = good();
        batch[at] ^= 1;
        return batch;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void shouldNotStoreABatchThatLies(String lie, byte[] records) {
        assertThat(produce(good())).isZero();

        int errorCode = client.sendRecords(topic, records).receiveProduced().errorCode();

        assertThat(errorCode).isNotZero();
        assertThat(endOffset()).isEqualTo(RECORDS);
        assertThat(produce(good())).as("offset of the next one").isEqualTo(RECORDS);
    }

    /**
     * @return record offset of the first record
     */
    private long produce(byte[] records) {
        var answer = client.sendRecords(topic, records).receiveProduced();
        assertThat(answer.errorCode()).isZero();
        return answer.baseOffset();
    }

    private long endOffset() {
        ListOffsetsPartition asked = new ListOffsetsPartition().setTimestamp(-1);
        ListOffsetsRequestData request =
                new ListOffsetsRequestData()
                        .setReplicaId(-1)
                        .setTopics(
                                List.of(
                                        new ListOffsetsTopic()
                                                .setName(topic)
                                                .setPartitions(List.of(asked))));
        return ((ListOffsetsResponseData) client.ask(Api.LIST_OFFSETS, 1, request))
                .topics()
                .getFirst()
                .partitions()
                .getFirst()
                .offset();
    }

    /** 512 MiB of zeros in half a megabyte: kept as they came, and not looked into. */
    @Test
    void shouldNotInflateABomb() throws IOException {
        long before = broker.peakResidentBytes();
        byte[] zeros = gzip(512 * (int) MIB);
        byte[] bomb = Arrays.copyOf(good(), RecordBatchFlyweight.RECORDS_AT + zeros.length);
        UnsafeBuffer batch = new UnsafeBuffer(bomb);
        batch.putBytes(RecordBatchFlyweight.RECORDS_AT, zeros);
        batch.putInt(8, bomb.length - RecordBatchFlyweight.PREFIX_BYTES, BIG_ENDIAN);
        batch.putShort(RecordBatchFlyweight.ATTRIBUTES_AT, (short) 1, BIG_ENDIAN);
        int crc = new BatchCrc().ofBatch(batch, 0, bomb.length);
        batch.putInt(RecordBatchFlyweight.CRC_AT, crc, BIG_ENDIAN);

        assertThat(produce(bomb)).isZero();

        assertThat(endOffset()).isEqualTo(RECORDS);
        assertThat(broker.peakResidentBytes() - before).isLessThan(64 * MIB);
    }

    private static byte[] gzip(int zeros) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] chunk = new byte[1 << 20];
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            for (int i = 0; i < zeros / chunk.length; i++) {
                gzip.write(chunk);
            }
        }
        return out.toByteArray();
    }
}
