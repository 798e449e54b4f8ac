package io.robustmq.codec.kafka.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireReaderTest {
    private final WireReader reader = new WireReader();

    private WireReader over(int... bytes) {
        byte[] array = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            array[i] = (byte) bytes[i];
        }
        return reader.wrap(new UnsafeBuffer(array), 0, array.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 16_383, 16_384, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
    void shouldReadTheVarintThatWasWritten(int value) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[5]);

        int end = WireWriter.putUnsignedVarint(buffer, 0, value);

        assertThat(end).isEqualTo(WireWriter.unsignedVarintBytes(value));
        assertThat(reader.wrap(buffer, 0, end).unsignedVarint()).isEqualTo(value);
        assertThat(reader.isBroken()).isFalse();
    }

    @Test
    void shouldBreakAtAVarintThatDoesNotEnd() {
        over(0x80, 0x80, 0x80, 0x80, 0x80, 1).unsignedVarint();

        assertThat(reader.isBroken()).isTrue();
    }

    @Test
    void shouldReadZerosOnceItIsBroken() {
        over(1, 2, 3);

        assertThat(reader.int32()).isZero();
        assertThat(reader.int8()).as("though there are bytes").isZero();
        assertThatThrownBy(reader::check).isInstanceOf(KafkaViolation.class);
    }

    @Test
    void shouldBreakAtACountThatTheBytesCannotHold() {
        assertThat(over(0x7f, 0xff, 0xff, 0xff, 1, 2, 3).count(false, 1)).isZero();
        assertThat(reader.isBroken()).isTrue();

        assertThat(over(0, 0, 0, 2, 1, 2, 3).count(false, 2)).isZero();
        assertThat(reader.isBroken()).as("2 of 2 bytes in 3").isTrue();

        assertThat(over(0, 0, 0, 2, 1, 2, 3, 4).count(false, 2)).isEqualTo(2);
        assertThat(reader.isBroken()).isFalse();

        assertThat(over(0xff, 0xff, 0xff, 0xff, 0x0f, 1).count(true, 1)).isZero();
        assertThat(reader.isBroken()).isTrue();
    }

    @Test
    void shouldCountANullArrayAsEmptyAndBreakAtOtherNegatives() {
        assertThat(over(0xff, 0xff, 0xff, 0xff).count(false, 1)).isZero();
        assertThat(reader.isBroken()).isFalse();
        assertThat(over(0).count(true, 1)).isZero();
        assertThat(reader.isBroken()).isFalse();

        over(0xff, 0xff, 0xff, 0xfe).count(false, 1);

        assertThat(reader.isBroken()).isTrue();
    }

    @Test
    void shouldBreakAtANullWhereNoneIsAllowed() {
        over(0xff, 0xff).string(false);
        assertThat(reader.isBroken()).isTrue();

        over(0).string(true);
        assertThat(reader.isBroken()).isTrue();

        over(0).nullableString(true);
        assertThat(reader.isBroken()).isFalse();
        assertThat(reader.bytesLength()).isEqualTo(WireReader.NULL);
    }

    @Test
    void shouldBreakAtMoreTagsThanBytes() {
        over(0xff, 0xff, 0xff, 0xff, 0x07, 0, 0).skipTags(true);
        assertThat(reader.isBroken()).isTrue();

        over(1, 0, 9, 0).skipTags(true);
        assertThat(reader.isBroken()).as("9 bytes of 1").isTrue();

        over(1, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 0).skipTags(true);
        assertThat(reader.isBroken()).as("a negative size").isTrue();
    }
}
