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
    private final long[] start;
    private final long[] ends;
    private final long[] committed;
    private final long[] written;

    /**
     * @param start where in each stream the first of the payloads stands
     */
    Streams(long[] start) {
        for (int shard = 0; shard < start.length; shard++) {
            payloads.add(new ArrayList<>());
        }
        this.start = start.clone();
        ends = start.clone();
        committed = new long[start.length];
        written = new long[start.length];
    }

    void appended(int shard, byte[] payload) {
        payloads.get(shard).add(payload);
        ends[shard] += FrameFlyweight.framedBytes(payload.length);
    }

    void seen(int shard, long writtenPosition, long committedPosition) {
        if (writtenPosition < written[shard]
                || committedPosition < committed[shard]
                || committedPosition > writtenPosition) {
            throw new AssertionError("positions of shard " + shard + " went back");
        }
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
            List<byte[]> actual = new ArrayList<>(before(shard, found.start[shard]));
            actual.addAll(found.payloads.get(shard));
            assertThat(actual.size()).as("shard %d", shard).isLessThanOrEqualTo(expected.size());
            for (int i = 0; i < actual.size(); i++) {
                if (!Arrays.equals(actual.get(i), expected.get(i))) {
                    throw new AssertionError("frame %d of shard %d".formatted(i, shard));
                }
            }
            long promised = ending == Ending.POWER_CUT ? committed[shard] : written[shard];
            assertThat(found.end(shard))
                    .as("end of shard %d", shard)
                    .isGreaterThanOrEqualTo(promised);
            payloads.set(shard, actual);
            ends[shard] = found.end(shard);
            written[shard] = found.end(shard);
            committed[shard] = found.end(shard);
        }
    }

    /** What lies before a position, at which a payload must end. */
    private List<byte[]> before(int shard, long position) {
        long end = start[shard];
        int count = 0;
        while (end < position && count < payloads.get(shard).size()) {
            end += FrameFlyweight.framedBytes(payloads.get(shard).get(count++).length);
        }
        assertThat(end).as("where the state of shard %d ends", shard).isEqualTo(position);
        return payloads.get(shard).subList(0, count);
    }

    /** Hands over all payloads, shard by shard. */
    void forEach(Visitor visitor) {
        for (int shard = 0; shard < payloads.size(); shard++) {
            long position = start[shard];
            for (byte[] payload : payloads.get(shard)) {
                visitor.onPayload(shard, position, payload);
                position += FrameFlyweight.framedBytes(payload.length);
            }
        }
    }

    interface Visitor {
        void onPayload(int shard, long position, byte[] payload);
    }

    /** All positions before which each stream has payloads. */
    long[] ends() {
        return ends.clone();
    }

    long end(int shard) {
        return ends[shard];
    }
}
