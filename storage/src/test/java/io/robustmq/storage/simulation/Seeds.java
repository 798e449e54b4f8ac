package io.robustmq.storage.simulation;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * The seeds that a simulation is run with. {@code -Drobustmq.simulation.seed=N} replays one; {@code
 * -Drobustmq.simulation.first=N} begins elsewhere.
 */
final class Seeds {
    private static final long FIRST = Long.getLong("robustmq.simulation.first", 1);
    private static final long ONE = Long.getLong("robustmq.simulation.seed", -1);
    private static final int WITH_A_BUG = 50;

    private Seeds() {}

    /** Several lives of something, whose course its seed decides. */
    interface Simulation {
        /**
         * @throws AssertionError when a promise was broken
         */
        void run() throws IOException;
    }

    /** Makes a simulation from its seed. */
    interface Maker<S extends Simulation> {
        S make(long seed) throws IOException;
    }

    /**
     * Runs simulations and shows each to somebody when it kept every promise.
     *
     * @param property how many, {@code usually} unless it is set
     * @return how many ran
     */
    static <S extends Simulation> long run(
            String property, long usually, Maker<S> maker, Consumer<S> afterwards) {
        long count = ONE >= 0 ? 1 : Long.getLong(property, usually);
        long first = ONE >= 0 ? ONE : FIRST;
        for (long seed = first; seed < first + count; seed++) {
            try {
                S simulation = maker.make(seed);
                simulation.run();
                afterwards.accept(simulation);
            } catch (AssertionError | RuntimeException | IOException e) {
                throw new AssertionError(
                        "seed " + seed + "; replay with -Drobustmq.simulation.seed=" + seed, e);
            }
        }
        return count;
    }

    /** Of 50, how many notice a bug that is planted. */
    static <S extends Simulation> int thatFind(Maker<S> maker, Consumer<S> bug) throws IOException {
        int found = 0;
        for (long seed = 1; seed <= WITH_A_BUG; seed++) {
            S simulation = maker.make(seed);
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
