package io.robustmq.codec.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class KeyHashTest {
    @Test
    void shouldHashLikeKafkasProducers() {
        Random random = new Random(4);
        for (int length = 0; length < 40; length++) {
            byte[] key = new byte[length];
            random.nextBytes(key);
            byte[] padded = new byte[length + 3];
            System.arraycopy(key, 0, padded, 2, length);

            int hash = KeyHash.murmur2(new UnsafeBuffer(padded), 2, length);

            assertThat(hash).as("of %d bytes", length).isEqualTo(Utils.murmur2(key));
        }
    }

    @Test
    void shouldChooseAPartitionThatThereIs() {
        UnsafeBuffer key = new UnsafeBuffer(new byte[4]);
        for (int i = 0; i < 1_000; i++) {
            key.putInt(0, i);

            assertThat(KeyHash.partition(key, 0, 4, 7))
                    .isEqualTo(Utils.toPositive(Utils.murmur2(key.byteArray())) % 7);
        }
    }
}
