package io.robustmq.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * {@link Seeds} of {@link CompactionSimulation}. {@code -Drobustmq.log.seeds=N} runs more than the
 * usual number.
 */
class CompactionSimulationTest {
    @Test
    void shouldComeToTheSameTableOverKillsAndPowerCuts() {
        AtomicLong compactions = new AtomicLong();
        AtomicLong removed = new AtomicLong();

        long ran =
                Seeds.run(
                        "robustmq.log.seeds",
                        100,
                        CompactionSimulation::new,
                        simulation -> {
                            compactions.addAndGet(simulation.compactions());
                            removed.addAndGet(simulation.removed());
                        });

        assertThat(compactions).as("logs were compacted").hasValueGreaterThan(ran);
        assertThat(removed).as("records were removed").hasValueGreaterThan(ran);
    }

    @Test
    void shouldFindATierThatSaysTooEarlyThatItKeepsAnObject() throws IOException {
        assertThat(seedsThatFind(simulation -> simulation.machine().tierDisk.syncLies()))
                .isPositive();
    }

    @Test
    void shouldFindTablesThatAreNotFlushedWhenTheyAreSaidToBe() throws IOException {
        assertThat(seedsThatFind(simulation -> simulation.machine().state.flushLies()))
                .isPositive();
    }

    private static int seedsThatFind(Consumer<CompactionSimulation> bug) throws IOException {
        return Seeds.thatFind(CompactionSimulation::new, bug);
    }
}
