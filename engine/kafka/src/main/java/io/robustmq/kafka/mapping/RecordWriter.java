package io.robustmq.kafka.mapping;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.robustmq.codec.kafka.BatchCrc;
import io.robustmq.codec.kafka.RecordBatchEncoder;
import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.codec.kafka.RecordHeadersEncoder;
import io.robustmq.codec.mqtt.PropertyId;
import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Makes a message a batch of one record. Allocates nothing once its buffers have grown; they are no
 * longer than the longest batch.
 *
 * <pre>
 * key         as the mapping has it
 * value       payload
 * timestamp   when the message arrived
 * headers     {@link HeaderNames}, then user properties in their order
 * producer    {@link RecordBatchFlyweight#OF_BROKER}; one stream below for each whose messages may
 *             come again, numbered
 * </pre>
 */
@OwnedBy(Core.class)
final class RecordWriter {
    private static final int FIRST_BYTES = 4096;
    private static final long MS_PER_S = 1_000;
    private static final byte[] NO_PREFIX = {};
    private static final long SEQUENCE_MASK = (1L << RecordBatchFlyweight.SEQUENCE_BITS) - 1;

    private final ExpandableArrayBuffer batch = new ExpandableArrayBuffer(FIRST_BYTES);
    private final RecordBatchEncoder encoder = new RecordBatchEncoder(batch);
    private final RecordHeadersEncoder headers =
            new RecordHeadersEncoder(new ExpandableArrayBuffer(FIRST_BYTES));
    private final BatchCrc crc = new BatchCrc();

    /**
     * @param keyOffset in the topic's buffer; negative for no key
     * @param isLogAppendTime the topic's records have the broker's clock
     * @return bytes in {@link #batch()}
     */
    int write(Publication message, int keyOffset, int keyLength, boolean isLogAppendTime) {
        long arrivedMs = message.publishedAtMs();
        writeHeaders(message);
        encoder.begin(batch, 0, arrivedMs);
        producer(message);
        int payloadLength = message.payloadLength();
        int valueAt =
                encoder.add(
                        arrivedMs,
                        message.topicBuffer(),
                        keyOffset,
                        keyOffset < 0 ? -1 : keyLength,
                        payloadLength,
                        headers.buffer(),
                        headers.length(),
                        headers.count());
        message.copyPayload(batch, valueAt);
        int length = encoder.finish();
        if (isLogAppendTime) {
            RecordBatchFlyweight.stamp(batch, 0, arrivedMs, crc);
        }
        return length;
    }

    private void producer(Publication message) {
        if (message.isForwarded()) {
            long number = message.forwardSequence();
            encoder.producer(
                    RecordBatchFlyweight.OF_BROKER - 1 - message.forwardStream(),
                    (short) (number >>> RecordBatchFlyweight.SEQUENCE_BITS),
                    (int) (number & SEQUENCE_MASK));
        } else {
            encoder.producer(RecordBatchFlyweight.OF_BROKER, (short) -1, -1);
        }
    }

    private void writeHeaders(Publication message) {
        headers.begin()
                .add(
                        HeaderNames.TOPIC,
                        message.topicBuffer(),
                        message.topicOffset(),
                        message.topicLength());
        if (message.expiresAtMs() != Message.NEVER) {
            long leftMs = Math.max(0, message.expiresAtMs() - message.publishedAtMs());
            headers.add(HeaderNames.EXPIRY, (leftMs + MS_PER_S - 1) / MS_PER_S);
        }
        DirectBuffer properties = message.propertiesBuffer();
        int at = message.propertiesOffset();
        int end = at + message.propertiesLength();
        while (at < end) {
            at = property(properties, at);
        }
    }

    /**
     * @return where the next one begins
     */
    private int property(DirectBuffer from, int at) {
        int id = from.getByte(at);
        if (id == PropertyId.PAYLOAD_FORMAT_INDICATOR) {
            headers.add(HeaderNames.PAYLOAD_FORMAT, from.getByte(at + 1));
            return at + 2;
        }
        int length = from.getShort(at + 1, BIG_ENDIAN) & 0xffff;
        int textAt = at + 3;
        if (id == PropertyId.USER_PROPERTY) {
            return userProperty(from, textAt, length);
        }
        byte[] name =
                switch (id) {
                    case PropertyId.CONTENT_TYPE -> HeaderNames.CONTENT_TYPE;
                    case PropertyId.RESPONSE_TOPIC -> HeaderNames.RESPONSE_TOPIC;
                    case PropertyId.CORRELATION_DATA -> HeaderNames.CORRELATION_DATA;
                    default -> throw new IllegalStateException("property " + id + " of a message");
                };
        headers.add(name, from, textAt, length);
        return textAt + length;
    }

    private int userProperty(DirectBuffer from, int nameAt, int nameLength) {
        int valueLengthAt = nameAt + nameLength;
        int valueLength = from.getShort(valueLengthAt, BIG_ENDIAN) & 0xffff;
        int valueAt = valueLengthAt + Short.BYTES;
        byte[] prefix = isOurs(from, nameAt, nameLength) ? HeaderNames.USER : NO_PREFIX;
        headers.add(prefix, from, nameAt, nameLength, from, valueAt, valueLength);
        return valueAt + valueLength;
    }

    private static boolean isOurs(DirectBuffer name, int at, int length) {
        byte[] prefix = HeaderNames.PREFIX;
        if (length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (name.getByte(at + i) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    DirectBuffer batch() {
        return batch;
    }
}
