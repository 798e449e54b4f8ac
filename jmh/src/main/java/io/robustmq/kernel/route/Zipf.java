package io.robustmq.kernel.route;

import java.util.Arrays;
import java.util.Random;

/**
 * Ranks from 0, drawn with a probability in proportion to 1 / (rank + 1): Zipf's law, exponent 1.
 */
final class Zipf {
    private final double[] cumulative;
    private final Random random;

    Zipf(int ranks, Random random) {
        this.random = random;
        this.cumulative = new double[ranks];
        double sum = 0;
        for (int rank = 0; rank < ranks; rank++) {
            sum += 1.0 / (rank + 1);
            cumulative[rank] = sum;
        }
    }

    int next() {
        double at = random.nextDouble() * cumulative[cumulative.length - 1];
        int found = Arrays.binarySearch(cumulative, at);
        return Math.min(found < 0 ? -found - 1 : found, cumulative.length - 1);
    }
}
