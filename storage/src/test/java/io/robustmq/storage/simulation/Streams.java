package io.robustmq.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.journal.FrameFlyweight;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What was appended to each shard, and how much of it was promised: the truth beside the journal.
 */
final class Streams {
    private final List<List<byte[]>> payloads = new ArrayList<>();
    private final long[] committed;
    private final long[] written;

    Streams(int shards) {
        for (int shard = 0; shard < shards; shard++) {
            payloads.add(new ArrayList<>());
        }
        committed = new long[shards];
        written = new long[shards];
    }

    void appended(int shard, byte[] payload) {
        payloads.get(shard).add(payload);
    }

    void seen(int shard, long writtenPosition, long committedPosition) {
        assertThat(writtenPosition).isGreaterThanOrEqualTo(written[shard]);
        assertThat(committedPosition).isGreaterThanOrEqualTo(committed[shard]);
        assertThat(committedPosition).isLessThanOrEqualTo(writtenPosition);
        written[shard] = writtenPosition;
        committed[shard] = committedPosition;
    }

    /** Compares with what a recovery found, and goes on from there. */
    void recovered(Streams found, Ending ending, boolean[] damaged) {
        for (int shard = 0; shard < payloads.size(); shard++) {
            if (damaged[shard]) {
                continue;
            }
            List<byte[]> expected = payloads.get(shard);
            List<byte[]> actual = found.payloads.get(shard);
            assertThat(actual.size()).as("shard %d", shard).isLessThanOrEqualTo(expected.size());
            for (int i = 0; i < actual.size(); i++) {
                assertThat(Arrays.equals(actual.get(i), expected.get(i)))
                        .as("frame %d of shard %d", i, shard)
                        .isTrue();
            }
            long promised = ending == Ending.POWER_CUT ? committed[shard] : written[shard];
            assertThat(found.end(shard))
                    .as("end of shard %d", shard)
                    .isGreaterThanOrEqualTo(promised);
            payloads.set(shard, new ArrayList<>(actual));
            written[shard] = found.end(shard);
            committed[shard] = found.end(shard);
        }
    }

    long end(int shard) {
        long end = 0;
        for (byte[] payload : payloads.get(shard)) {
            end += FrameFlyweight.framedBytes(payload.length);
        }
        return end;
    }
}
