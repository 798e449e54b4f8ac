package io.robustmq.storage.tier;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.disk.FileDisk;
import io.robustmq.storage.simulation.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SsdTierTest extends TierContract {
    @TempDir private Path directory;

    @Override
    protected Tier make() throws IOException {
        return new SsdTier(new FileDisk(directory.resolve("tier")));
    }

    @Test
    void shouldHaveAllOfAnObjectOrNothingAfterAPowerCutAtAnyStep() throws IOException {
        byte[] contents = new byte[5_000];
        Arrays.fill(contents, (byte) 7);
        boolean wasWhole = false;
        for (int operations = 0; operations < 40; operations++) {
            SimulatedDisk disk = new SimulatedDisk(new Random(operations));
            Tier tier = new SsdTier(disk);
            disk.cutPowerAfter(operations);
            boolean isPromised = puts(tier, contents);
            disk.losePower();

            Tier after = new SsdTier(disk);

            boolean isThere = after.list().contains("a");
            assertThat(isThere || !isPromised).isTrue();
            if (isThere) {
                ByteBuffer into = ByteBuffer.allocate(6_000);
                assertThat(after.get("a", 0, into)).isEqualTo(5_000);
                assertThat(Arrays.copyOf(into.array(), 5_000)).isEqualTo(contents);
            }
            wasWhole |= isPromised;
        }
        assertThat(wasWhole).isTrue();
    }

    private static boolean puts(Tier tier, byte[] contents) throws IOException {
        try {
            tier.put("a", ByteBuffer.wrap(contents));
            return true;
        } catch (RuntimeException powerCut) {
            return false;
        }
    }

    @Test
    void shouldGoOnWithWhatIsThereAfterARestart() throws IOException {
        try (Tier first = make()) {
            first.put("a", ByteBuffer.allocate(3));
        }
        try (Tier second = make()) {
            assertThat(second.list()).containsExactly("a");
        }
    }
}
