package io.robustmq.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.journal.JournalInspection.SegmentReport;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JournalInspectionTest {
    private static final int HEADER = SegmentHeader.bytes(JournalRig.SHARDS);
    private static final int GROUP = GroupFlyweight.BYTES;

    private static JournalRig written() throws IOException {
        JournalRig rig = new JournalRig();
        for (int i = 0; i < 20; i++) {
            rig.append(i % 2, Durability.SYNC, "x".repeat(200));
            rig.turn(i);
            rig.journal.supplyTurn();
        }
        rig.journal.close(100);
        return rig;
    }

    @Test
    void shouldSayWhatEverySegmentHolds() throws IOException {
        JournalRig rig = written();
        Map<String, byte[]> before = rig.files();

        JournalInspection inspection = new JournalInspection(rig.disk);

        assertThat(inspection.isWhole()).isTrue();
        assertThat(inspection.segments()).hasSize(before.size());
        SegmentReport first = inspection.segments().getFirst();
        assertThat(first.file()).isEqualTo("segment-0000000000000000");
        assertThat(first.journalEpoch()).isEqualTo(1);
        assertThat(first.frames()).containsOnlyKeys(0, 1);
        assertThat(first.frames().get(1)).hasToString("{7=6 frames, 1200 payload bytes, epoch 0}");
        assertThat(rig.files()).as("changed nothing").usingRecursiveComparison().isEqualTo(before);
    }

    @Test
    void shouldSayWhereBytesAreNotWhatWasWritten() throws IOException {
        JournalRig rig = written();
        rig.disk.flip("segment-0000000000000000", (HEADER + GROUP + 24 + 3) * 8L);

        JournalInspection inspection = new JournalInspection(rig.disk);

        assertThat(inspection.isWhole()).isFalse();
        assertThat(inspection.segments().getFirst().damages())
                .contains("at 216: a frame that is not what was written");
    }

    @Test
    void shouldSayWhichSegmentsAreMissingAndNothingOfTheEndBeforeThem() throws IOException {
        JournalRig rig = written();
        rig.disk.delete("segment-0000000000000001");

        JournalInspection inspection = new JournalInspection(rig.disk);

        assertThat(inspection.isWhole()).isFalse();
        assertThat(inspection.segments().getFirst().damages()).isEmpty();
        assertThat(inspection.segments().get(1).damages())
                .containsExactly("at 0: segments before it are missing: 1");
    }

    @Test
    void shouldFindDamageBeforeAMissingSegment() throws IOException {
        JournalRig rig = written();
        rig.disk.flip("segment-0000000000000000", (HEADER + GROUP + 24 + 3) * 8L);
        rig.disk.delete("segment-0000000000000001");

        JournalInspection inspection = new JournalInspection(rig.disk);

        assertThat(inspection.segments().getFirst().damages())
                .contains("at 216: a frame that is not what was written");
    }

    @Test
    void shouldTakeATornEndForNoDamage() throws IOException {
        JournalRig rig = new JournalRig();
        rig.append(0, Durability.SYNC, "whole");
        rig.turn(0);
        rig.append(0, Durability.SYNC, "torn");
        rig.turn(1);
        rig.disk.flip("segment-0000000000000000", (HEADER + GROUP + 32 + GROUP + 24) * 8L);

        JournalInspection inspection = new JournalInspection(rig.disk);

        assertThat(inspection.isWhole()).isTrue();
        assertThat(inspection.segments().getFirst().endOffset()).isEqualTo(HEADER + GROUP + 32);
    }
}
