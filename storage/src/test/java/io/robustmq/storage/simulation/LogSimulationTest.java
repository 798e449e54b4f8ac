package io.robustmq.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Seeds of {@link LogSimulation}. {@code -Drobustmq.simulation.seed=N} replays one, {@code
 * -Drobustmq.log.seeds=N} runs more than the usual number.
 */
class LogSimulationTest {
    private static final long SEEDS = Long.getLong("robustmq.log.seeds", 100);
    private static final long ONE = Long.getLong("robustmq.simulation.seed", -1);

    @Test
    void shouldKeepEveryPromiseOfALogOverKillsAndPowerCuts() {
        long first = ONE >= 0 ? ONE : 1;
        long behind = ONE >= 0 ? ONE + 1 : 1 + SEEDS;
        long movedBytes = 0;
        for (long seed = first; seed < behind; seed++) {
            movedBytes += run(seed);
        }
        assertThat(movedBytes).as("something was moved into the tier").isPositive();
    }

    private static long run(long seed) {
        try {
            LogSimulation simulation = new LogSimulation(seed);
            simulation.run();
            return simulation.movedBytes();
        } catch (AssertionError | RuntimeException | IOException e) {
            throw new AssertionError(
                    "seed " + seed + "; replay with -Drobustmq.simulation.seed=" + seed, e);
        }
    }

    @Test
    void shouldFindAJournalThatAcknowledgesBeforeItSynced() {
        assertThat(finds(simulation -> simulation.disk().syncLies())).isTrue();
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
    private static boolean finds(Consumer<LogSimulation> breaking) {
        for (long seed = 1; seed < 200; seed++) {
            LogSimulation simulation = new LogSimulation(seed);
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
