package io.robustmq.mqtt.session;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.Arrays;

/**
 * How many sessions have a queue of each length, so that the longest is known at every moment. Its
 * table grows to the longest there ever was, within the limit of queues.
 */
@OwnedBy(Core.class)
final class QueueLengths {
    private static final int FIRST_LENGTHS = 64;

    /** Sessions by the length of their queue; the empty ones are not counted. */
    private int[] sessions = new int[FIRST_LENGTHS];

    private int longest;

    /**
     * A session's queue has another length now. Going down to the next shorter one takes as many
     * steps as going up did.
     */
    void changed(int from, int to) {
        if (to >= sessions.length) {
            sessions = Arrays.copyOf(sessions, Math.max(to + 1, 2 * sessions.length));
        }
        if (from > 0) {
            sessions[from]--;
        }
        if (to > 0) {
            sessions[to]++;
        }
        longest = Math.max(longest, to);
        while (longest > 0 && sessions[longest] == 0) {
            longest--;
        }
    }

    int longest() {
        return longest;
    }
}
