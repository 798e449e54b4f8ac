package io.robustmq.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * {@link Seeds} of {@link QueueSimulation}. {@code -Drobustmq.simulation.queues=N} runs more than
 * the usual number.
 */
class QueueSimulationTest {
    @Test
    void shouldDeliverInOrderAndLoseAndDoubleNothingWhateverIsInMemoryAndWheneverItEnds() {
        long ran = Seeds.run("robustmq.simulation.queues", 300, QueueSimulation::new, _ -> {});

        assertThat(ran).isPositive();
    }

    @Test
    void shouldFindAJournalThatAcknowledgesBeforeItSynced() throws IOException {
        assertThat(seedsThatFind(simulation -> simulation.machine().disk.syncLies()))
                .isGreaterThan(25);
    }

    @Test
    void shouldFindAnApplierWhoseJournalIsFreedBeforeTheTablesAreFlushed() throws IOException {
        assertThat(seedsThatFind(simulation -> simulation.machine().state.flushLies()))
                .isGreaterThan(25);
    }

    private static int seedsThatFind(Consumer<QueueSimulation> bug) throws IOException {
        return Seeds.thatFind(QueueSimulation::new, bug);
    }
}
