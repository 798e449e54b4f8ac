package io.robustmq.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * {@link Seeds} of {@link LogSimulation}. {@code -Drobustmq.log.seeds=N} runs more than the usual
 * number.
 */
class LogSimulationTest {
    @Test
    void shouldKeepEveryPromiseOfALogOverKillsAndPowerCuts() {
        AtomicLong movedBytes = new AtomicLong();

        Seeds.run(
                "robustmq.log.seeds",
                100,
                LogSimulation::new,
                simulation -> movedBytes.addAndGet(simulation.movedBytes()));

        assertThat(movedBytes).as("something was moved into the tier").hasPositiveValue();
    }

    @Test
    void shouldFindAJournalThatAcknowledgesBeforeItSynced() throws IOException {
        assertThat(seedsThatFind(simulation -> simulation.machine().disk.syncLies())).isPositive();
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

    private static int seedsThatFind(Consumer<LogSimulation> bug) throws IOException {
        return Seeds.thatFind(LogSimulation::new, bug);
    }
}
