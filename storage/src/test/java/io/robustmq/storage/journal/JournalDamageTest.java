package io.robustmq.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.simulation.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Journals that were torn or damaged afterwards, byte by byte: cases D11, D12, D13 and D17 of
 * scripts/faults/README.md.
 */
class JournalDamageTest {
    private static final String FIRST_SEGMENT = Segments.nameOf(0);
    private static final int HEADER_BYTES = SegmentHeader.bytes(JournalRig.SHARDS);

    /** Some segments of synced frames of all shards, ended in order. */
    private static JournalRig written(int frames) throws IOException {
        JournalRig rig = new JournalRig();
        for (int i = 0; i < frames; i++) {
            rig.append(i * 7 % 4, Durability.SYNC, i + "-".repeat(i * 13 % 200));
            rig.turn(i);
            rig.journal.supplyTurn();
        }
        return rig;
    }

    private static List<List<String>> framesIn(JournalRig rig) throws IOException {
        return new JournalRig(JournalRig.diskOf(rig.files())).found;
    }

    private static int usedBytes(byte[] file) {
        int end = file.length;
        while (end > 0 && file[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private static void assertPrefix(List<String> part, List<String> whole) {
        assertThat(whole.subList(0, Math.min(part.size(), whole.size()))).isEqualTo(part);
    }

    @Test // D11, D17
    void shouldFindExactlyTheValidPrefixWhereverTheLastGroupIsTorn() throws IOException {
        JournalRig rig = written(5);
        int before = usedBytes(rig.disk.contents(FIRST_SEGMENT)) + 7 & -8;
        rig.append(0, Durability.SYNC, "a".repeat(300));
        rig.append(0, Durability.SYNC, "b".repeat(40));
        rig.append(1, Durability.SYNC, "c".repeat(99));
        rig.turn(9);
        byte[] whole = rig.disk.contents(FIRST_SEGMENT);
        int end = usedBytes(whole);
        List<List<String>> all = framesIn(rig);

        for (int cut = before; cut < end; cut++) {
            byte[] torn = Arrays.copyOf(Arrays.copyOf(whole, cut), whole.length);
            JournalRig found = new JournalRig(JournalRig.diskOf(Map.of(FIRST_SEGMENT, torn)));

            assertThat(found.journal.damages()).as("cut at %d", cut).isEmpty();
            int kept = 0;
            for (int shard = 0; shard < JournalRig.SHARDS; shard++) {
                assertPrefix(found.found.get(shard), all.get(shard));
                kept += found.found.get(shard).size();
            }
            assertThat(kept).as("cut at %d", cut).isEqualTo(5 + wholeFrames(whole, before, cut));
            assertThat(found.disk.contents(FIRST_SEGMENT)).isEqualTo(torn);
            assertQuarantine(found, torn);
            appendsBehindAndReadsBack(found);
        }
    }

    /** Frames of the group at {@code from} that end before {@code cut}, by their bytes. */
    private static int wholeFrames(byte[] file, int from, int cut) {
        int frames = 0;
        org.agrona.concurrent.UnsafeBuffer buffer = new org.agrona.concurrent.UnsafeBuffer(file);
        for (int at = from + GroupFlyweight.BYTES; at < cut; frames++) {
            int length = FrameFlyweight.length(buffer, at);
            if (length == 0 || at + length > cut) {
                break;
            }
            at += FrameFlyweight.align(length);
        }
        return frames;
    }

    /** What was cut is kept byte for byte, under a name that says where it was. */
    private static void assertQuarantine(JournalRig found, byte[] torn) {
        for (String name : found.quarantine.list()) {
            int from = Integer.parseInt(name.replaceAll(".*-at-(\\d+)\\.cut", "$1"));
            assertThat(name).startsWith(FIRST_SEGMENT);
            assertThat(found.quarantine.contents(name))
                    .isEqualTo(Arrays.copyOfRange(torn, from, usedBytes(torn)));
        }
    }

    private static void appendsBehindAndReadsBack(JournalRig found) throws IOException {
        found.append(2, Durability.SYNC, "new");
        found.turn(0);
        JournalRig again = new JournalRig(JournalRig.diskOf(found.files()));
        assertThat(again.journal.damages()).isEmpty();
        assertThat(again.found.get(2)).hasSize(found.found.get(2).size() + 1);
        assertThat(again.found.get(2).getLast()).endsWith(":new");
    }

    @Test // D12
    void shouldDetectAFlippedBitAnywhereOrBeHarmlesslyUnaffected() throws IOException {
        JournalRig rig = written(60);
        rig.journal.close(1_000);
        Map<String, byte[]> files = rig.files();
        List<List<String>> all = framesIn(rig);
        assertThat(files.size()).isGreaterThan(3);
        int detected = 0;
        int bits = 0;

        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            int end = Math.min(file.getValue().length, usedBytes(file.getValue()) + 16);
            for (int at = 0; at < end; at++) {
                byte[] flipped = file.getValue().clone();
                flipped[at] ^= (byte) (1 << (at * 5 % 8));
                Map<String, byte[]> changed = new TreeMap<>(files);
                changed.put(file.getKey(), flipped);
                detected += assertNeverSilentlyWrong(changed, file.getKey(), at, all) ? 1 : 0;
                bits++;
            }
        }

        assertThat(detected).as("of %d", bits).isGreaterThan(bits * 9 / 10);
    }

    /**
     * @return true when the damage was reported
     */
    private static boolean assertNeverSilentlyWrong(
            Map<String, byte[]> files, String name, int at, List<List<String>> all)
            throws IOException {
        JournalRig rig;
        try {
            rig = new JournalRig(JournalRig.diskOf(files));
        } catch (IOException e) {
            assertThat(e).hasMessageStartingWith(name + " has format version");
            return true;
        }
        for (int shard = 0; shard < JournalRig.SHARDS; shard++) {
            assertPrefix(rig.found.get(shard), all.get(shard));
            if (!rig.journal.isDamaged(shard)) {
                assertThat(rig.found.get(shard))
                        .as("%s at %d, shard %d, %s", name, at, shard, rig.journal.damages())
                        .isEqualTo(all.get(shard));
            }
        }
        assertNothingDeleted(rig, files);
        List<Damage> damages = rig.journal.damages();
        if (!damages.isEmpty()) {
            assertThat(damages)
                    .as("%s at %d", name, at)
                    .anyMatch(damage -> covers(damage, name, at));
        }
        return !damages.isEmpty();
    }

    private static boolean covers(Damage damage, String name, int at) {
        return damage.file().equals(name) && damage.offset() <= at && at < damage.offset() + 600;
    }

    private static void assertNothingDeleted(JournalRig rig, Map<String, byte[]> files) {
        files.forEach((name, bytes) -> {
            boolean isKept =
                    rig.disk.list().contains(name) && Arrays.equals(rig.disk.contents(name), bytes);
            if (!isKept) { // a file made ready, in which nothing was ever written
                String cut = name + "-at-0.cut";
                byte[] used = Arrays.copyOf(bytes, usedBytes(bytes));
                assertThat(rig.quarantine.contents(cut)).isEqualTo(used);
            }
        });
    }

    @Test // D13
    void shouldServeTheOtherShardsWhenOneLostAFrameInTheMiddleAndKeepSayingSo() throws IOException {
        JournalRig rig = new JournalRig();
        rig.append(0, Durability.SYNC, "before");
        rig.turn(0);
        int hit = usedBytes(rig.disk.contents(FIRST_SEGMENT)) + 7 & -8;
        rig.append(0, Durability.SYNC, "hit");
        rig.turn(1);
        rig.append(0, Durability.SYNC, "behind");
        rig.append(1, Durability.SYNC, "other");
        rig.append(2, Durability.SYNC, "third");
        rig.append(3, Durability.SYNC, "fourth");
        rig.turn(2);
        rig.journal.close(3);
        rig.disk.flip(FIRST_SEGMENT, (hit + GroupFlyweight.BYTES + 25) * 8L);
        byte[] damaged = rig.disk.contents(FIRST_SEGMENT);

        JournalRig found = new JournalRig(rig.disk);

        assertThat(found.journal.damages()).hasSize(1);
        Damage damage = found.journal.damages().getFirst();
        assertThat(damage.file()).isEqualTo(FIRST_SEGMENT);
        assertThat(damage.offset()).isEqualTo(hit + GroupFlyweight.BYTES);
        assertThat(damage.shards()).containsExactly(0);
        assertThat(found.found.get(0)).containsExactly("0:before");
        assertThat(found.found.get(1)).containsExactly("0:other");
        assertThat(found.found.get(3)).containsExactly("0:fourth");
        assertThat(found.disk.contents(FIRST_SEGMENT)).as("nothing cut").isEqualTo(damaged);
        assertThat(found.append(0, Durability.SYNC, "no")).isEqualTo(Journal.FENCED);

        found.append(1, Durability.SYNC, "more");
        found.turn(0);
        found.journal.close(1);
        JournalRig third = new JournalRig(found.disk);
        assertThat(third.journal.isDamaged(0)).as("also at the next start").isTrue();
        assertThat(third.journal.isDamaged(1)).isFalse();
        assertThat(third.found.get(1)).containsExactly("0:other", "32:more");
    }

    @Test // D13
    void shouldReplayUndamagedShardsBehindTheDamageToo() throws IOException {
        JournalRig rig = written(60);
        rig.journal.close(1_000);
        List<List<String>> all = framesIn(rig);
        rig.disk.flip(FIRST_SEGMENT, (HEADER_BYTES + GroupFlyweight.BYTES + 24) * 8L);
        JournalRig found = new JournalRig(rig.disk);

        List<List<String>> replayed = new ArrayList<>();
        for (int shard = 0; shard < JournalRig.SHARDS; shard++) {
            replayed.add(new ArrayList<>());
        }
        found.journal.replay(JournalRig.collectInto(replayed));

        assertThat(found.journal.damages().getFirst().shards()).containsExactly(0);
        assertThat(replayed.getFirst()).isEmpty();
        assertThat(replayed.subList(1, 4)).isEqualTo(all.subList(1, 4));
    }

    @Test // D12: a lost first segment is not taken for one that was freed
    void shouldReportASegmentWithoutHeaderThatOthersFollow() throws IOException {
        JournalRig rig = written(60);
        Map<String, byte[]> files = rig.files();
        Arrays.fill(files.get(FIRST_SEGMENT), (byte) 0);

        JournalRig found = new JournalRig(JournalRig.diskOf(files));

        assertThat(found.journal.damages().getFirst().file()).isEqualTo(FIRST_SEGMENT);
        assertThat(found.journal.damages().getFirst().shards()).containsExactly(0, 1, 2, 3);
        assertThat(found.disk.list()).contains(FIRST_SEGMENT);
        SimulatedDisk disk = found.disk;
        assertThat(new JournalRig(disk).journal.isDamaged(3)).as("at every start").isTrue();
    }
}
