package io.robustmq.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Seeds of {@link CompactionSimulation}. {@code -Drobustmq.simulation.seed=N} replays one, {@code
 * -Drobustmq.log.seeds=N} runs more than the usual number.
 */
class CompactionSimulationTest {
    private static final long SEEDS = Long.getLong("robustmq.log.seeds", 100);
    private static final long ONE = Long.getLong("robustmq.simulation.seed", -1);

    @Test
    void shouldComeToTheSameTableOverKillsAndPowerCuts() {
        long first = ONE >= 0 ? ONE : 1;
        long behind = ONE >= 0 ? ONE + 1 : 1 + SEEDS;
        long compactions = 0;
        long removed = 0;
        for (long seed = first; seed < behind; seed++) {
            CompactionSimulation simulation = run(seed);
            compactions += simulation.compactions();
            removed += simulation.removed();
        }
        assertThat(compactions).as("logs were compacted").isGreaterThan(behind - first);
        assertThat(removed).as("records were removed").isGreaterThan(behind - first);
    }

    private static CompactionSimulation run(long seed) {
        try {
            CompactionSimulation simulation = new CompactionSimulation(seed);
            simulation.run();
            return simulation;
        } catch (AssertionError | RuntimeException | IOException e) {
            throw new AssertionError(
                    "seed " + seed + "; replay with -Drobustmq.simulation.seed=" + seed, e);
        }
    }

    @Test
    void shouldFindATierThatSaysTooEarlyThatItKeepsAnObject() {
        assertThat(finds(simulation -> simulation.tierDisk().syncLies())).isTrue();
    }

    @Test
    void shouldFindTablesThatAreNotFlushedWhenTheyAreSaidToBe() {
        assertThat(finds(simulation -> simulation.state().flushLies())).isTrue();
    }

    /** True when some seed notices what was broken. */
    private static boolean finds(Consumer<CompactionSimulation> breaking) {
        for (long seed = 1; seed < 200; seed++) {
            CompactionSimulation simulation = new CompactionSimulation(seed);
            breaking.accept(simulation);
            try {
                simulation.run();
            } catch (AssertionError | RuntimeException | IOException e) {
                return true;
            }
        }
        return false;
    }
}
