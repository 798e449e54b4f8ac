package io.robustmq.codec.kafka.wire;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.protocol.types.BoundField;
import org.apache.kafka.common.protocol.types.Field;
import org.apache.kafka.common.protocol.types.Schema;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.protocol.types.TaggedFields;
import org.apache.kafka.common.protocol.types.Type;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of any version of any message, made by Kafka's published schemas and their own serialiser:
 * no two fields alike, so that one read in another's place is seen.
 */
public final class SampleBytes {
    /** What stands before the bytes in a buffer: views must not begin at 0. */
    public static final int AT = 5;

    private final boolean isFull;
    private int number = 1;

    private SampleBytes(boolean isFull) {
        this.isFull = isFull;
    }

    /** Two elements in every array, a value in every tagged or nullable field; from {@link #AT}. */
    public static UnsafeBuffer full(Schema schema) {
        return new SampleBytes(true).bytes(schema);
    }

    /** No elements, null where that is allowed, no tagged fields; from {@link #AT}. */
    public static UnsafeBuffer small(Schema schema) {
        return new SampleBytes(false).bytes(schema);
    }

    public static Schema requestSchema(Api api, int version) {
        return ApiMessageType.fromApiKey((short) api.key()).requestSchemas()[version];
    }

    public static Schema responseSchema(Api api, int version) {
        return ApiMessageType.fromApiKey((short) api.key()).responseSchemas()[version];
    }

    /** The bytes of a message as its own class writes them; from {@link #AT}. */
    public static UnsafeBuffer of(Message message, int version) {
        ByteBuffer written = MessageUtil.toByteBufferAccessor(message, (short) version).buffer();
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[AT + written.remaining()]);
        buffer.putBytes(AT, written, written.remaining());
        return buffer;
    }

    /** So many bytes, from {@link #AT}, for Kafka's own readers. */
    public static ByteBuffer view(UnsafeBuffer buffer, int length) {
        return ByteBuffer.wrap(buffer.byteArray(), AT, length).slice();
    }

    /** So many of the bytes behind {@link #AT} and no more; a read behind them fails. */
    public static UnsafeBuffer cut(UnsafeBuffer buffer, int length) {
        byte[] bytes = new byte[AT + length];
        buffer.getBytes(0, bytes);
        return new UnsafeBuffer(bytes);
    }

    private UnsafeBuffer bytes(Schema schema) {
        Struct sample = struct(schema);
        byte[] bytes = new byte[AT + sample.sizeOf()];
        sample.writeTo(ByteBuffer.wrap(bytes, AT, bytes.length - AT));
        return new UnsafeBuffer(bytes);
    }

    private Struct struct(Schema schema) {
        Struct struct = new Struct(schema);
        for (BoundField field : schema.fields()) {
            struct.set(field, value(field.def.type));
        }
        return struct;
    }

    private @Nullable Object value(Type type) {
        if (type instanceof TaggedFields tagged) {
            return tags(tagged);
        }
        if (!isFull && type.isNullable()) {
            return null;
        }
        if (type.isArray()) {
            return elements(type.arrayElementType().orElseThrow());
        }
        if (type instanceof Schema schema) {
            return struct(schema);
        }
        return plain(type, number++);
    }

    private Map<Integer, @Nullable Object> tags(TaggedFields tagged) {
        Map<Integer, @Nullable Object> values = new TreeMap<>();
        if (isFull) {
            for (Map.Entry<Integer, Field> field : tagged.fields().entrySet()) {
                values.put(field.getKey(), value(field.getValue().type));
            }
        }
        return values;
    }

    private @Nullable Object[] elements(Type element) {
        if (!isFull) {
            return new Object[0];
        }
        return new Object[] {value(element), value(element)};
    }

    private static Object plain(Type type, int number) {
        String name = type.toString();
        return switch (name.replace("COMPACT_", "").replace("NULLABLE_", "")) {
            case "BOOLEAN" -> true;
            case "INT8" -> (byte) number;
            case "INT16" -> (short) (1_000 + number);
            case "UINT16" -> 40_000 + number;
            case "INT32" -> 100_000 + number;
            case "UINT32", "UNSIGNED_INT32" -> 3_000_000_000L + number;
            case "INT64" -> 5_000_000_000L + number;
            case "UUID" -> new Uuid(7_000_000_000L + number, number);
            case "FLOAT64" -> number + 0.5;
            case "STRING" -> "string-" + number;
            case "BYTES" -> ByteBuffer.wrap(new byte[] {(byte) number, 7});
            case "RECORDS" -> MemoryRecords.readableRecords(ByteBuffer.wrap(new byte[number]));
            default -> throw new IllegalArgumentException(name);
        };
    }
}
