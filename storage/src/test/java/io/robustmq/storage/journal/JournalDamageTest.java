package io.robustmq.storage.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.simulation.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
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

    @Test // D11
    void shouldFindExactlyTheWholeStepsWhereverTheLastGroupIsTorn() throws IOException {
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
            assertThat(kept).as("cut at %d", cut).isEqualTo(5);
            assertThat(found.disk.contents(FIRST_SEGMENT)).isEqualTo(torn);
            assertQuarantine(found, torn);
            appendsBehindAndReadsBack(found);
        }
        assertThat(all.stream().mapToInt(List::size).sum()).isEqualTo(8);
    }

    @Test // D11, D17
    void shouldFindAStepOverSeveralSegmentsWholeOrNotAtAll() throws IOException {
        JournalRig rig = written(2);
        List<List<String>> before = framesIn(rig);
        for (int i = 0; i < 30; i++) {
            rig.appendOnly(i % 2 * 2, Durability.SYNC, "part" + "-".repeat(400));
        }
        for (int i = 0; i < 30; i++) {
            rig.core(0).doWork();
            rig.journal.supplyTurn();
            rig.turn(i);
        }
        Map<String, byte[]> files = new TreeMap<>(rig.files());
        files.values().removeIf(file -> usedBytes(file) == 0);
        List<List<String>> all = framesIn(rig);
        assertThat(files.size()).isGreaterThan(3);
        assertThat(all.get(0)).hasSize(before.get(0).size() + 15);

        for (Map.Entry<String, byte[]> segment : new TreeMap<>(files).descendingMap().entrySet()) {
            String name = segment.getKey();
            byte[] file = segment.getValue();
            for (int cut = usedBytes(file) - 1; cut >= 0; cut -= cut < 400 ? 1 : 7) {
                files.put(name, Arrays.copyOf(Arrays.copyOf(file, cut), file.length));
                if (name.equals(FIRST_SEGMENT) && cut < HEADER_BYTES + 2 * 88 + 400) {
                    break; // what was there before the step
                }
                JournalRig found = new JournalRig(JournalRig.diskOf(files));

                assertThat(found.journal.damages()).as("%s at %d", name, cut).isEmpty();
                assertThat(found.found).as("%s at %d", name, cut).isEqualTo(before);
                appendsBehindAndReadsBack(found);
            }
            files.remove(name);
        }
    }

    /** What was cut is kept byte for byte, under a name that says where it was. */
    private static void assertQuarantine(JournalRig found, byte[] torn) {
        for (String name : found.quarantine.names()) {
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
                    rig.disk.names().contains(name)
                            && Arrays.equals(rig.disk.contents(name), bytes);
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
        assertThat(found.disk.names()).contains(FIRST_SEGMENT);
        SimulatedDisk disk = found.disk;
        assertThat(new JournalRig(disk).journal.isDamaged(3)).as("at every start").isTrue();
    }

    @Test // a stream that went back and was written anew ends where it had ended
    void shouldMissARewrittenPieceOfAStreamThatEndsWhereTheOldOneDid() throws IOException {
        JournalRig rig = new JournalRig();
        reign(rig, 1, 0);
        rig.append(1, Durability.SYNC, "other");
        replicated(rig, 1, "old");
        rig.turn(0);
        int from = usedBytes(rig.disk.contents(FIRST_SEGMENT)) + 7 & -8;
        rig.journal.replicated(0).truncate(0, 0, 0, 1, 2);
        reign(rig, 2, 0);
        replicated(rig, 2, "new");
        rig.turn(1);
        int to = usedBytes(rig.disk.contents(FIRST_SEGMENT)) + 7 & -8;
        replicated(rig, 2, "behind");
        rig.append(1, Durability.SYNC, "more");
        rig.turn(2);
        rig.journal.close(3);
        Map<String, byte[]> files = rig.files();
        Arrays.fill(files.get(FIRST_SEGMENT), from, to, (byte) 0x55);

        JournalRig found = new JournalRig(JournalRig.diskOf(files));

        assertThat(found.journal.isDamaged(0)).isTrue();
        assertThat(found.found.get(0)).hasSize(2).last().asString().endsWith(":old");
        assertThat(found.journal.damages().getFirst().offset()).isEqualTo(from);
        assertThat(found.journal.isDamaged(1)).as("it lost nothing").isFalse();
        assertThat(found.found.get(1)).containsExactly("0:other", "32:more");
    }

    @Test // the same, when nothing more of the shard stands in the segment
    void shouldMissARewrittenPieceAtTheEndOfASegment() throws IOException {
        JournalRig rig = new JournalRig();
        reign(rig, 1, 0);
        replicated(rig, 1, "old");
        rig.turn(0);
        int from = usedBytes(rig.disk.contents(FIRST_SEGMENT)) + 7 & -8;
        rig.journal.replicated(0).truncate(0, 0, 0, 1, 2);
        reign(rig, 2, 0);
        replicated(rig, 2, "new");
        rig.turn(1);
        int to = usedBytes(rig.disk.contents(FIRST_SEGMENT)) + 7 & -8;
        while (rig.journal.segments().all().size() < 2) {
            rig.append(1, Durability.SYNC, "-".repeat(400));
            rig.turn(2);
            rig.journal.supplyTurn();
        }
        rig.journal.close(3);
        Map<String, byte[]> files = rig.files();
        Arrays.fill(files.get(FIRST_SEGMENT), from, to, (byte) 0x55);

        JournalRig found = new JournalRig(JournalRig.diskOf(files));

        assertThat(found.journal.isDamaged(0)).isTrue();
        assertThat(found.journal.isDamaged(1)).isFalse();
    }

    private static void reign(JournalRig rig, int epoch, int before) {
        UnsafeBuffer payload = new UnsafeBuffer(new byte[ReignFlyweight.EPOCH_BYTES]);
        ReignFlyweight.putEpoch(payload, 0, before);
        append(rig, FrameFlyweight.EPOCH, epoch, payload);
    }

    private static void replicated(JournalRig rig, int epoch, String text) {
        append(rig, 7, epoch, new UnsafeBuffer(text.getBytes(US_ASCII)));
    }

    private static void append(JournalRig rig, int type, int epoch, UnsafeBuffer payload) {
        rig.journal
                .replicated(0)
                .append(0, type, epoch, Durability.SYNC, payload, 0, payload.capacity());
        rig.core(0).doWork();
    }
}
