package io.robustmq.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.journal.TornGroups;
import java.io.IOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * {@link Seeds} of {@link JournalSimulation}. {@code -Drobustmq.simulation.seeds=N} runs more than
 * the usual number.
 */
class JournalSimulationTest {
    @Test
    void shouldKeepEveryPromiseOnADiskThatTearsReordersAndDropsWhatWasNotSynced() {
        long ran = Seeds.run("robustmq.simulation.seeds", 5_000, JournalSimulation::new, _ -> {});

        assertThat(ran).isPositive();
    }

    @Test
    void shouldFindAJournalThatAcknowledgesBeforeItSynced() throws IOException {
        assertThat(seedsThatFind(simulation -> simulation.machine().disk.syncLies()))
                .isGreaterThan(25);
    }

    @Test
    void shouldFindAJournalThatDoesNotSyncItsDirectory() throws IOException {
        assertThat(seedsThatFind(simulation -> simulation.machine().disk.nameSyncLies()))
                .isGreaterThan(10);
    }

    @Test
    void shouldFindAJournalThatTakesNoNoticeOfASyncThatFailed() throws IOException {
        assertThat(seedsThatFind(simulation -> simulation.machine().disk.hidesFailures()))
                .isGreaterThan(2);
    }

    @Test
    void shouldFindARecoveryThatTakesTornGroups() throws IOException {
        assertThat(seedsThatFind(simulation -> simulation.beforeRecovery(TornGroups::take)))
                .isGreaterThan(2);
    }

    @Test
    void shouldFindAnApplierWhoseJournalIsFreedBeforeTheTablesAreFlushed() throws IOException {
        assertThat(seedsThatFind(simulation -> simulation.machine().state.flushLies()))
                .isGreaterThan(25);
    }

    @Test
    void shouldFindAPointThatIsKeptWithoutItsBatch() throws IOException {
        assertThat(seedsThatFind(simulation -> simulation.machine().state.pointsGoAhead()))
                .isGreaterThan(25);
    }

    private static int seedsThatFind(Consumer<JournalSimulation> bug) throws IOException {
        return Seeds.thatFind(JournalSimulation::new, bug);
    }
}
