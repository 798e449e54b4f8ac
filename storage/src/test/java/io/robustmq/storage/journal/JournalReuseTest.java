package io.robustmq.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.simulation.SimulatedDisk;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Damage in a journal whose files served before and whose beginning the state stands for: old bytes
 * are never taken for new ones nor for damage, and damage never for old bytes.
 */
class JournalReuseTest {
    private static final int FRAMES = 200;
    private static final int HEADER_BYTES =
            FrameFlyweight.align(SegmentHeader.bytes(JournalRig.SHARDS));

    private JournalPoint from = JournalPoint.start(JournalRig.SHARDS);
    private Map<String, byte[]> files = new TreeMap<>();
    private List<List<String>> all = List.of();

    /** Some segments are freed and written again; the point lies in one that two others follow. */
    @BeforeEach
    void writeOverFreedFiles() throws IOException {
        JournalRig rig = new JournalRig();
        for (int i = 0; i < FRAMES; i++) {
            rig.append(i * 7 % 4, Durability.SYNC, i + "-".repeat(i * 13 % 200));
            rig.turn(i);
            rig.journal.supplyTurn();
            if (i < FRAMES - 60) {
                rig.journal.freeBefore(rig.journal.positions().committedJournal());
            }
            if (i == FRAMES - 40) {
                from = committed(rig.journal);
            }
        }
        rig.journal.close(FRAMES);
        files = rig.files();
        JournalRig found = open(files);
        assertThat(found.journal.damages()).isEmpty();
        all = found.found;
        assertThat(all.stream().mapToInt(List::size).sum()).isEqualTo(39);
        assertThat(Segments.idOf(files.keySet().iterator().next())).isLessThan(segmentOf(from));
        assertThat(found.journal.segments().all()).anyMatch(each -> each.header().isReused());
    }

    private static JournalPoint committed(NodeJournal journal) {
        long[] shards =
                IntStream.range(0, JournalRig.SHARDS)
                        .mapToLong(journal.positions()::committed)
                        .toArray();
        return new JournalPoint(journal.positions().committedJournal(), shards);
    }

    private JournalRig open(Map<String, byte[]> contents) throws IOException {
        return new JournalRig(JournalRig.diskOf(contents), JournalRig.CONFIG, from);
    }

    private static long segmentOf(JournalPoint point) {
        return point.journalPosition() / JournalRig.SEGMENT_BYTES;
    }

    @Test // D12
    void shouldNeverBeSilentlyWrongWhereverABitIsFlipped() throws IOException {
        int detected = 0;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            for (int at = 0; at < file.getValue().length; at += at < 2 * HEADER_BYTES ? 1 : 5) {
                byte[] flipped = file.getValue().clone();
                flipped[at] ^= (byte) (1 << (at * 5 % 8));
                Map<String, byte[]> changed = new TreeMap<>(files);
                changed.put(file.getKey(), flipped);
                detected += assertNeverSilentlyWrong(changed, file.getKey(), at) ? 1 : 0;
            }
        }
        assertThat(detected).isGreaterThan(1_000);
    }

    /**
     * @return true when the damage was reported
     */
    private boolean assertNeverSilentlyWrong(Map<String, byte[]> changed, String name, int at)
            throws IOException {
        JournalRig rig;
        try {
            rig = open(changed);
        } catch (IOException e) {
            assertThat(e).hasMessageStartingWith(name + " has format version");
            return true;
        }
        boolean isBefore = Segments.idOf(name) < segmentOf(from);
        for (int shard = 0; shard < JournalRig.SHARDS; shard++) {
            List<String> found = rig.found.get(shard);
            List<String> prefix =
                    all.get(shard).subList(0, Math.min(found.size(), all.get(shard).size()));
            assertThat(found).as("%s at %d", name, at).isEqualTo(prefix);
            if (isBefore || !rig.journal.isDamaged(shard)) {
                assertThat(found)
                        .as("%s at %d, shard %d", name, at, shard)
                        .isEqualTo(all.get(shard));
            }
        }
        List<Damage> damages = rig.journal.damages();
        boolean isNamed = damages.stream().anyMatch(damage -> damage.file().equals(name));
        assertThat(isNamed).as("%s at %d: %s", name, at, damages).isNotEqualTo(damages.isEmpty());
        return isNamed;
    }

    @Test
    void shouldCallALostHeaderBeforeThePointDamageOfNoShard() throws IOException {
        String first = files.keySet().iterator().next();
        assertThat(Segments.idOf(first)).isLessThan(segmentOf(from));
        Arrays.fill(files.get(first), 0, HEADER_BYTES, (byte) 0);

        JournalRig found = open(files);

        assertThat(found.journal.damages()).hasSize(1);
        assertThat(found.journal.damages().getFirst().file()).isEqualTo(first);
        assertThat(found.journal.damages().getFirst().shards()).isEmpty();
        assertThat(found.disk.contents(first)).as("nothing deleted").isEqualTo(files.get(first));
        assertThat(found.found).isEqualTo(all);
    }

    @Test // no group need say so: the state knows that the header was synced
    void shouldCallALostHeaderOfThePointsSegmentDamageOfAllShards() throws IOException {
        String name = Segments.nameOf(segmentOf(from));
        files.keySet().removeIf(each -> each.compareTo(name) > 0);
        Arrays.fill(files.get(name), (byte) 0);

        JournalRig found = open(files);

        assertThat(found.journal.damages().getFirst().file()).isEqualTo(name);
        assertThat(found.journal.damages().getFirst().shards()).containsExactly(0, 1, 2, 3);
        assertThat(found.disk.names()).contains(name);
        JournalRig again = new JournalRig(found.disk, JournalRig.CONFIG, from);
        assertThat(again.journal.isDamaged(2)).as("at every start").isTrue();
    }

    @Test
    void shouldTakeOldBytesBehindAHeaderOfZerosForAFileMadeReady() throws IOException {
        Map<String, byte[]> before = new TreeMap<>(files);
        byte[] old = files.values().iterator().next().clone();
        Arrays.fill(old, 0, HEADER_BYTES, (byte) 0);
        long last = files.keySet().stream().mapToLong(JournalReuseTest::idOf).max().orElseThrow();
        SimulatedDisk disk = JournalRig.diskOf(files);
        boolean isReady = SegmentHeader.read(disk.open(Segments.nameOf(last)), "last") == null;
        String ready = Segments.nameOf(isReady ? last : last + 1);
        before.put(ready, old);

        JournalRig found = open(before);

        assertThat(found.journal.damages()).isEmpty();
        assertThat(found.found).isEqualTo(all);
        assertThat(found.quarantine.names()).isEmpty();
        assertThat(found.disk.contents(ready)).as("made anew").containsOnly(0);
    }

    private static long idOf(String name) {
        try {
            return Segments.idOf(name);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
