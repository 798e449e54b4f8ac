package io.robustmq.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.journal.TornGroups;
import java.io.IOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Seeds of {@link JournalSimulation}. {@code -Drobustmq.simulation.seed=N} replays one, {@code
 * -Drobustmq.simulation.seeds=N} runs more than the usual number.
 */
class JournalSimulationTest {
    private static final long FIRST = Long.getLong("robustmq.simulation.first", 1);
    private static final long SEEDS = Long.getLong("robustmq.simulation.seeds", 5_000);
    private static final long ONE = Long.getLong("robustmq.simulation.seed", -1);

    @Test
    void shouldKeepEveryPromiseOnADiskThatTearsReordersAndDropsWhatWasNotSynced() {
        long first = ONE >= 0 ? ONE : FIRST;
        long behind = ONE >= 0 ? ONE + 1 : FIRST + SEEDS;

        for (long seed = first; seed < behind; seed++) {
            try {
                new JournalSimulation(seed).run();
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
    void shouldFindAJournalThatDoesNotSyncItsDirectory() throws IOException {
        assertThat(seedsThatFind(simulation -> simulation.disk().nameSyncLies())).isGreaterThan(10);
    }

    @Test
    void shouldFindAJournalThatTakesNoNoticeOfASyncThatFailed() throws IOException {
        assertThat(seedsThatFind(simulation -> simulation.disk().hidesFailures())).isGreaterThan(2);
    }

    @Test
    void shouldFindARecoveryThatTakesTornGroups() throws IOException {
        assertThat(seedsThatFind(simulation -> simulation.beforeRecovery(TornGroups::take)))
                .isGreaterThan(2);
    }

    @Test
    void shouldFindAnApplierWhoseJournalIsFreedBeforeTheTablesAreFlushed() throws IOException {
        assertThat(seedsThatFind(simulation -> simulation.state().flushLies())).isGreaterThan(25);
    }

    @Test
    void shouldFindAPointThatIsKeptWithoutItsBatch() throws IOException {
        assertThat(seedsThatFind(simulation -> simulation.state().pointsGoAhead()))
                .isGreaterThan(25);
    }

    /** Of 50, with a bug planted. */
    private static int seedsThatFind(Consumer<JournalSimulation> bug) throws IOException {
        int found = 0;
        for (long seed = 1; seed <= 50; seed++) {
            JournalSimulation simulation = new JournalSimulation(seed);
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
