package io.robustmq.storage.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What a recovery finds to be not what was written, and which shards miss frames for it. */
final class Damages {
    private final List<Damage> found = new ArrayList<>();
    private final boolean[] shards;
    private final boolean[] named;

    Damages(int shardCount) {
        this.shards = new boolean[shardCount];
        this.named = new boolean[shardCount];
    }

    List<Damage> found() {
        return found;
    }

    /** By shard, whether it misses frames; whoever finds out sets it. */
    boolean[] shards() {
        return shards;
    }

    /** True when shards were found to miss frames that no damage names yet. */
    boolean hasUnnamed() {
        for (int shard = 0; shard < shards.length; shard++) {
            if (shards[shard] && !named[shard]) {
                return true;
            }
        }
        return false;
    }

    /** Says where and why the shards miss frames that no damage named before. */
    void name(String file, long offset, String reason) {
        int[] which =
                IntStream.range(0, shards.length)
                        .filter(shard -> shards[shard] && !named[shard])
                        .toArray();
        add(file, offset, which, reason);
    }

    /** Every shard may miss frames for it. */
    void ofAll(String file, long offset, String reason) {
        Arrays.fill(shards, true);
        add(file, offset, IntStream.range(0, shards.length).toArray(), reason);
    }

    /** No shard misses anything that is needed. */
    void ofNone(String file, long offset, String reason) {
        add(file, offset, new int[0], reason);
    }

    private void add(String file, long offset, int[] which, String reason) {
        for (int shard : which) {
            named[shard] = true;
        }
        found.add(new Damage(file, offset, which, reason));
    }
}
