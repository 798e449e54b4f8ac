package io.robustmq.loadgen.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class BodyTest {
    private static final Value VALUE = new Value(1, Kind.R1, 42);

    @Test
    void shouldReadWhatItMade() {
        UnsafeBuffer body = Body.of(VALUE, 100);

        assertThat(Body.read(body, 0, 100)).isEqualTo(VALUE);
    }

    @Test
    void shouldTakeNoOtherByteAndNoOtherLength() {
        UnsafeBuffer body = Body.of(VALUE, 100);

        assertThat(Body.read(body, 0, 99)).isNull();
        for (int n = 0; n < 100; n++) {
            body.putByte(n, (byte) (body.getByte(n) ^ 1));
            assertThat(Body.read(body, 0, 100)).as("byte %d", n).isNotEqualTo(VALUE);
            body.putByte(n, (byte) (body.getByte(n) ^ 1));
        }
    }
}
