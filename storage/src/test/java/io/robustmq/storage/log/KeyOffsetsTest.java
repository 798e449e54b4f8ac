package io.robustmq.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.storage.log.concurrent.Compaction;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class KeyOffsetsTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1_000]);

    private boolean put(KeyOffsets offsets, String key, long offset) {
        return offsets.put(buffer, 3, buffer.putStringWithoutLengthUtf8(3, key), offset);
    }

    private long last(KeyOffsets offsets, String key) {
        return offsets.last(buffer, 7, buffer.putStringWithoutLengthUtf8(7, key));
    }

    @Test
    void shouldKnowTheLastOffsetOfEachKey() {
        KeyOffsets offsets = new KeyOffsets(5_000, 1 << 20);
        Map<String, Long> model = new HashMap<>();
        Random random = new Random(1);
        for (long offset = 0; offset < 5_000; offset++) {
            String key = "x".repeat(random.nextInt(300)) + random.nextInt(50);
            assertThat(put(offsets, key, offset)).isTrue();
            model.put(key, offset);
        }

        model.forEach((key, offset) -> assertThat(last(offsets, key)).isEqualTo(offset));
        assertThat(offsets.keys()).isEqualTo(model.size());
        assertThat(last(offsets, "another")).isEqualTo(KeyOffsets.NONE);
    }

    @Test
    void shouldTakeNoMoreKeysThanItsMemoryHas() {
        KeyOffsets offsets = new KeyOffsets(Long.MAX_VALUE / 2, 400 * KeyOffsets.SLOT_BYTES);

        int taken = 0;
        while (put(offsets, "k" + taken, taken)) {
            taken++;
        }

        assertThat(taken).isEqualTo(300).isEqualTo(offsets.keysMax());
        assertThat(put(offsets, "k7", 1_000)).as("a key that is there").isTrue();
        assertThat(last(offsets, "k7")).isEqualTo(1_000);
        assertThat(last(offsets, "k300")).isEqualTo(KeyOffsets.NONE);
    }

    @Test
    void shouldHaveRoomForWhatIsWanted() {
        for (int wanted = 1; wanted < 50; wanted++) {
            KeyOffsets offsets = new KeyOffsets(wanted, 1 << 20);
            for (int key = 0; key < wanted; key++) {
                assertThat(put(offsets, "k" + key, key)).isTrue();
            }
            assertThat(last(offsets, "another")).isEqualTo(KeyOffsets.NONE);
        }
    }

    @Test
    void shouldTakeAKeyWithoutBytes() {
        KeyOffsets offsets = new KeyOffsets(0, 2 * KeyOffsets.SLOT_BYTES);

        assertThat(put(offsets, "", 0)).isTrue();
        assertThat(put(offsets, "a", 1)).isFalse();
        assertThat(last(offsets, "")).isZero();
    }

    @Test
    void shouldRefuseSettingsThatMeanNothing() {
        assertThatThrownBy(() -> new CompactorConfig(47, 1, 1, 0))
                .hasMessageContaining("keysBytesMax");
        assertThatThrownBy(() -> new CompactorConfig(48, 0, 1, 0))
                .hasMessageContaining("groupBytesMax");
        assertThatThrownBy(() -> new CompactorConfig(48, 1, 0, 0))
                .hasMessageContaining("openedBytesMax");
        assertThatThrownBy(() -> new CompactorConfig(48, 1, 1, -1))
                .hasMessageContaining("recheckNs");
        assertThatThrownBy(() -> new Compaction(-1, 0, 1, 0, 0))
                .hasMessageContaining("tombstoneMs");
        assertThatThrownBy(() -> new Compaction(0, -1, 1, 0, 0)).hasMessageContaining("lagMsMin");
        assertThatThrownBy(() -> new Compaction(0, 0, 0, 0, 0)).hasMessageContaining("lagMsMax");
        assertThatThrownBy(() -> new Compaction(0, 0, 1, 1.1, 0))
                .hasMessageContaining("dirtyRatioMin");
        assertThatThrownBy(() -> new Compaction(0, 0, 1, 1, -1)).hasMessageContaining("openMs");
    }
}
