package io.robustmq.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.disk.FileDisk;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentSupplyTest {
    private static final int SEGMENT_BYTES = 1 << 16;

    @TempDir Path folder;

    /** Whoever asks for segments by whether one is wanted, not by which, would miss the second. */
    @Test
    void shouldWantTheNextSegmentThoughThisOneWasMadeAndTakenUnseen() throws Exception {
        SegmentSupply supply = new SegmentSupply(new FileDisk(folder), SEGMENT_BYTES, 64, 5);
        long before = supply.wanted();

        supply.doWork();
        long meanwhile = supply.wanted();
        Objects.requireNonNull(supply.take()).file().close();

        assertThat(before).isEqualTo(5);
        assertThat(meanwhile).isEqualTo(SegmentSupply.NONE);
        assertThat(supply.wanted()).isEqualTo(6);
        supply.close();
    }
}
