package io.robustmq.storage.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.replica.ReplicationSimulation.Plant;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Seeds of {@link ReplicationSimulation}. {@code -Drobustmq.simulation.seed=N} replays one, {@code
 * -Drobustmq.replication.seeds=N} runs more than the usual number.
 */
class ReplicationSimulationTest {
    private static final long FIRST = Long.getLong("robustmq.simulation.first", 1);
    private static final long SEEDS = Long.getLong("robustmq.replication.seeds", 2_000);
    private static final long ONE = Long.getLong("robustmq.simulation.seed", -1);

    @Test
    void shouldNeverLoseOrChangeWhatWasCommitted() {
        long first = ONE >= 0 ? ONE : FIRST;
        long behind = ONE >= 0 ? ONE + 1 : FIRST + SEEDS;
        long committed = 0;

        for (long seed = first; seed < behind; seed++) {
            try {
                ReplicationSimulation simulation = new ReplicationSimulation(seed, Plant.NOTHING);
                simulation.run();
                committed += simulation.committedFrames();
            } catch (AssertionError | RuntimeException | IOException e) {
                throw new AssertionError(
                        "seed " + seed + "; replay with -Drobustmq.simulation.seed=" + seed, e);
            }
        }

        assertThat(committed).as("frames committed").isGreaterThan(5 * (behind - first));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOTHING")
    void shouldFindWhatIsPlanted(Plant plant) throws IOException {
        int found = 0;

        for (long seed = 1; seed <= 300; seed++) {
            try {
                new ReplicationSimulation(seed, plant).run();
            } catch (AssertionError | IllegalStateException e) {
                found++;
            }
        }

        assertThat(found).as("seeds that find it, of 300").isGreaterThan(3);
    }
}
