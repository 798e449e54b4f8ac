package io.robustmq.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.simulation.SimulatedDisk;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DiskSpaceTest {
    private final SimulatedDisk disk = new SimulatedDisk(new Random(1));

    @Test
    void shouldBeLowBelowTheMinimumAndUntilAnEighthMoreIsFree() throws IOException {
        DiskSpace space = new DiskSpace(disk, 800);
        assertThat(space.isLow()).isFalse();

        assertThat(looks(space, 800)).isEqualTo("no change, well");
        assertThat(looks(space, 799)).isEqualTo("changed, low");
        assertThat(looks(space, 899)).isEqualTo("no change, low");
        assertThat(looks(space, 900)).isEqualTo("changed, well");
        assertThat(looks(space, 800)).isEqualTo("no change, well");
        assertThat(space.freeBytes()).isEqualTo(800);
    }

    @Test
    void shouldKnowAtOnceWhatItStartsWith() throws IOException {
        disk.full(true);

        assertThat(new DiskSpace(disk, 1).isLow()).isTrue();
        assertThat(new DiskSpace(disk, 0).isLow()).isFalse();
    }

    @Test
    void shouldNotWaitForMoreThanABoundOnTopOfALargeMinimum() throws IOException {
        long minimum = 10L << 30;
        DiskSpace space = new DiskSpace(disk, minimum);

        looks(space, minimum - 1);
        assertThat(looks(space, minimum + (64 << 20) - 1)).isEqualTo("no change, low");
        assertThat(looks(space, minimum + (64 << 20))).isEqualTo("changed, well");
    }

    private String looks(DiskSpace space, long usableBytes) {
        disk.usable(usableBytes);
        String change = space.look() ? "changed" : "no change";
        return change + (space.isLow() ? ", low" : ", well");
    }
}
