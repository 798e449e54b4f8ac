package io.robustmq.storage.log;

import java.util.Arrays;

/**
 * Where the reigns of a log's leaders began, as far as something was appended in them, so that who
 * read in an earlier one finds out where that ended. The oldest goes when there are too many. One
 * thread.
 */
final class LeaderEpochs {
    /** Reigns remembered. */
    static final int MAX = 64;

    /** No reign. */
    static final int NONE = -1;

    private int[] epochs = new int[2];
    private long[] starts = new long[2];
    private int count;
    private int forgotten = NONE;

    /**
     * Something was appended in a reign.
     *
     * @return true when it is its first
     */
    boolean add(int epoch, long startOffset) {
        forgotten = NONE;
        if (count > 0 && epochs[count - 1] >= epoch) {
            return false;
        }
        if (count == MAX) {
            forgotten = epochs[0];
            System.arraycopy(epochs, 1, epochs, 0, --count);
            System.arraycopy(starts, 1, starts, 0, count);
        } else if (count == epochs.length) {
            epochs = Arrays.copyOf(epochs, 2 * count);
            starts = Arrays.copyOf(starts, 2 * count);
        }
        epochs[count] = epoch;
        starts[count++] = startOffset;
        return true;
    }

    /** Which one the last {@link #add} forgot; {@link #NONE} mostly. */
    int forgotten() {
        return forgotten;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The last reign that is not later than this one; {@link #NONE} when all are. */
    int atOrBefore(int epoch) {
        int found = find(epoch);
        return found < 0 ? NONE : epochs[found];
    }

    /** The reign in which a record offset was written; {@link #NONE} when that is forgotten. */
    int at(long offset) {
        int found = NONE;
        for (int i = 0; i < count && starts[i] <= offset; i++) {
            found = epochs[i];
        }
        return found;
    }

    /** Where the first reign began that is later than this one. */
    long endOf(int epoch, long logEnd) {
        int following = find(epoch) + 1;
        return following < count ? starts[following] : logEnd;
    }

    /** Index of the last that is not later. */
    private int find(int epoch) {
        int found = count - 1;
        while (found >= 0 && epochs[found] > epoch) {
            found--;
        }
        return found;
    }
}
