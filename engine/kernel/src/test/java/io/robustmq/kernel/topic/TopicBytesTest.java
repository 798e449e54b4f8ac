package io.robustmq.kernel.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class TopicBytesTest {
    private static final long SEED = 42;

    @Test
    void shouldFindEverySlashBehindAnyNumberOfBytes() {
        for (int length = 0; length < 40; length++) {
            byte[] bytes = ("x".repeat(length) + "/y/").getBytes(UTF_8);

            int end = TopicBytes.levelEnd(new UnsafeBuffer(bytes), 0, bytes.length);

            assertThat(end).isEqualTo(length);
        }
    }

    @Test
    void shouldNotTakeNeighboursOfTheSlashForIt() {
        byte[] bytes = {'.', '0', '.', '0', (byte) 0xAF, '.', 0, 0x7F, '0', '/'};

        assertThat(TopicBytes.levelEnd(new UnsafeBuffer(bytes), 0, bytes.length)).isEqualTo(9);
    }

    @Test
    void shouldEndTheLastLevelAtTheLimit() {
        byte[] bytes = "level/".getBytes(UTF_8);

        assertThat(TopicBytes.levelEnd(new UnsafeBuffer(bytes), 0, 5)).isEqualTo(5);
    }

    @Test
    void shouldHashTheBytesAloneWhereverTheyLie() {
        for (int length = 0; length < 40; length++) {
            byte[] plain = new byte[length];
            byte[] shifted = new byte[length + 10];
            for (int i = 0; i < length; i++) {
                plain[i] = (byte) i;
                shifted[i + 3] = (byte) i;
            }

            long there = TopicBytes.hash(new UnsafeBuffer(shifted), 3, length, SEED);

            assertThat(there).isEqualTo(TopicBytes.hash(new UnsafeBuffer(plain), 0, length, SEED));
        }
    }

    @Test
    void shouldHashEveryByteOfEveryLength() {
        Set<Long> hashes = new HashSet<>();
        int names = 0;
        for (int length = 0; length < 40; length++) {
            byte[] bytes = new byte[length];
            hashes.add(TopicBytes.hash(new UnsafeBuffer(bytes), 0, length, SEED));
            names++;
            for (int i = 0; i < length; i++) {
                byte[] changed = bytes.clone();
                changed[i] = 1;
                hashes.add(TopicBytes.hash(new UnsafeBuffer(changed), 0, length, SEED));
                names++;
            }
        }

        assertThat(hashes).hasSize(names);
    }

    @Test
    void shouldCompareEveryByte() {
        for (int length = 0; length < 40; length++) {
            byte[] bytes = "0123456789".repeat(4).substring(0, length).getBytes(UTF_8);
            assertThat(TopicBytes.equal(bytes, new UnsafeBuffer(bytes), 0, length)).isTrue();
            for (int i = 0; i < length; i++) {
                byte[] changed = bytes.clone();
                changed[i]++;
                assertThat(TopicBytes.equal(bytes, new UnsafeBuffer(changed), 0, length)).isFalse();
            }
        }
    }
}
