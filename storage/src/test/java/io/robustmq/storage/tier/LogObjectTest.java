package io.robustmq.storage.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.codec.kafka.RecordBatchFlyweight;
import io.robustmq.storage.driver.Batches;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.MutableDirectBuffer;
import org.junit.jupiter.api.Test;

class LogObjectTest {
    private static ByteBuffer object() {
        LogObjectWriter writer = new LogObjectWriter(0x0b, 100, 5_000, -1, 150);
        Batches batch = new Batches();
        for (int i = 0; i < 5; i++) {
            batch.of(1_000 - i, "a" + i, "b");
            MutableDirectBuffer bytes = (MutableDirectBuffer) batch.buffer();
            RecordBatchFlyweight.patch(bytes, 0, 100 + 2 * i, 1);
            writer.add(bytes, 0, batch.length());
        }
        return writer.finish();
    }

    @Test
    void shouldStandAsTheTableSays() throws IOException {
        ByteBuffer object = object().order(ByteOrder.LITTLE_ENDIAN);

        LogObject.Header header = LogObject.verify("it", object);

        byte[] magic = new byte[8];
        object.get(0, magic);
        assertThat(magic).containsExactly('R', 'M', 'Q', 'L', 'O', 'G', '1', 0);
        assertThat(object.getInt(8)).as("version").isEqualTo(1);
        assertThat(header.logId()).isEqualTo(0x0b);
        assertThat(header.firstOffset()).isEqualTo(100);
        assertThat(header.endOffset()).isEqualTo(110);
        assertThat(header.logPosition()).isEqualTo(5_000);
        assertThat(header.maxTimestamp()).isEqualTo(1_000);
        assertThat(header.indexCount()).isEqualTo(3);
        assertThat(header.objectBytes()).isEqualTo(object.limit());
        int index = (int) header.indexPosition();
        assertThat(object.getLong(index)).isEqualTo(100);
        assertThat(object.getLong(index + 8)).isEqualTo(LogObject.HEADER_BYTES);
        assertThat(object.getLong(index + 16)).as("nothing before").isEqualTo(-1);
        assertThat(object.getLong(index + 24)).isEqualTo(104);
        assertThat(object.getLong(index + 40)).isEqualTo(1_000);
    }

    @Test
    void shouldHaveAName() {
        assertThat(LogObject.nameOf(0x0b, 100, 110))
                .isEqualTo("log-000000000000000b-00000000000000000100-00000000000000000110");
    }

    @Test
    void shouldNoticeEveryFlippedBit() {
        ByteBuffer object = object();

        for (int bit = 0; bit < object.limit() * 8; bit++) {
            int at = bit / 8;
            if (at >= 76 && at < LogObject.HEADER_BYTES) {
                continue; // unused
            }
            object.put(at, (byte) (object.get(at) ^ (1 << (bit % 8))));
            assertThatThrownBy(() -> LogObject.verify("it", object))
                    .isInstanceOf(IOException.class);
            object.put(at, (byte) (object.get(at) ^ (1 << (bit % 8))));
        }
    }

    @Test
    void shouldNameTheVersionThatItDoesNotKnow() {
        ByteBuffer object = object().order(ByteOrder.LITTLE_ENDIAN).putInt(8, 3);

        assertThatThrownBy(() -> LogObject.verify("it", object))
                .hasMessageContaining("version 3")
                .hasMessageContaining("reads versions 1 and 2");
    }

    @Test
    void shouldRefuseAGap() {
        LogObjectWriter writer = new LogObjectWriter(1, 0, 0, -1, 100);
        Batches batch = new Batches().of(1, "a");
        writer.add(batch.buffer(), 0, batch.length());

        assertThatThrownBy(() -> writer.add(batch.buffer(), 0, batch.length()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldHaveGapsWhenItWasCompacted() throws IOException {
        LogObjectWriter writer = LogObjectWriter.compacted(0x0b, 100, 90_000, 100, 3);
        Batches batch = new Batches().of(1, "a");
        RecordBatchFlyweight.patch((MutableDirectBuffer) batch.buffer(), 0, 105, 0);

        writer.add(batch.buffer(), 0, batch.length());

        ByteBuffer object = writer.finish();
        assertThat(writer.name())
                .isEqualTo(LogObject.nameOf(0x0b, 100, 106, 3))
                .isEqualTo("log-000000000000000b-00000000000000000100-00000000000000000106-3");
        LogObject.Header header = LogObject.verify("it", object);
        assertThat(header.firstOffset()).isEqualTo(100);
        assertThat(header.endOffset()).isEqualTo(106);
        assertThat(header.logPosition() + header.batchBytes()).isEqualTo(90_000);
        assertThatThrownBy(() -> writer.add(batch.buffer(), 0, batch.length()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
