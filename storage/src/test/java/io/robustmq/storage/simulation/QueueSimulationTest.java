package io.robustmq.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Seeds of {@link QueueSimulation}. {@code -Drobustmq.simulation.seed=N} replays one, {@code
 * -Drobustmq.simulation.queues=N} runs more than the usual number.
 */
class QueueSimulationTest {
    private static final long FIRST = Long.getLong("robustmq.simulation.first", 1);
    private static final long SEEDS = Long.getLong("robustmq.simulation.queues", 300);
    private static final long ONE = Long.getLong("robustmq.simulation.seed", -1);

    @Test
    void shouldDeliverInOrderAndLoseAndDoubleNothingWhateverIsInMemoryAndWheneverItEnds() {
        long first = ONE >= 0 ? ONE : FIRST;
        long behind = ONE >= 0 ? ONE + 1 : FIRST + SEEDS;

        for (long seed = first; seed < behind; seed++) {
            try {
                new QueueSimulation(seed).run();
            } catch (AssertionError | RuntimeException | IOException e) {
                throw new AssertionError(
                        "seed " + seed + "; replay with -Drobustmq.simulation.seed=" + seed, e);
            }
        }
    }

    @Test
    void shouldFindAJournalThatAcknowledgesBeforeItSynced() throws IOException {
        assertThat(seedsThatFind(simulation -> simulation.disk().syncLies())).isGreaterThan(25);
    }

    @Test
    void shouldFindAnApplierWhoseJournalIsFreedBeforeTheTablesAreFlushed() throws IOException {
        assertThat(seedsThatFind(simulation -> simulation.state().flushLies())).isGreaterThan(25);
    }

    /** Of 50, with a bug planted. */
    private static int seedsThatFind(Consumer<QueueSimulation> bug) throws IOException {
        int found = 0;
        for (long seed = 1; seed <= 50; seed++) {
            QueueSimulation simulation = new QueueSimulation(seed);
            bug.accept(simulation);
            try {
                simulation.run();
            } catch (AssertionError e) {
                found++;
            }
        }
        return found;
    }
}
