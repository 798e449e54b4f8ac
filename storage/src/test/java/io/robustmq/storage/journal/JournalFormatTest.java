package io.robustmq.storage.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.simulation.SimulatedDisk;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * The format is frozen: today's code writes version 1 byte for byte as it was, and reads it. A
 * change that makes these tests fail needs another version, and code that reads both.
 */
class JournalFormatTest {
    private static final String GOLDEN = "journal-v1.txt";
    private static final int LINE_BYTES = 16;
    private static final JournalConfig CONFIG =
            new JournalConfig(2, 4 << 10, 1 << 10, JournalRig.INTERVAL_NS);

    /** Every kind of frame and of group that there is. */
    private static SimulatedDisk written() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(new Random(1));
        JournalRig rig = new JournalRig(disk, CONFIG);
        rig.appendOnly(0, Durability.SYNC, "one");
        rig.append(0, Durability.SYNC, "step");
        rig.turn(0);
        reign(rig, 3, 0);
        rig.journal.replicated(1).append(1, 9, 3, Durability.SYNC, bytes("void"), 0, 4);
        rig.core(1).doWork();
        rig.turn(1);
        rig.journal.replicated(1).truncate(1, 32, 3, 3, 5);
        reign(rig, 5, 3);
        rig.turn(2);
        for (int i = 0; i < 9; i++) {
            rig.appendOnly(0, Durability.INTERVAL, "long step " + i + ".".repeat(80));
        }
        for (int i = 0; i < 3; i++) {
            rig.core(0).doWork();
            rig.turn(3 + i);
        }
        rig.journal.close(9);
        return disk;
    }

    private static void reign(JournalRig rig, int epoch, int before) {
        UnsafeBuffer payload = new UnsafeBuffer(new byte[ReignFlyweight.EPOCH_BYTES]);
        ReignFlyweight.putEpoch(payload, 0, before);
        rig.journal
                .replicated(1)
                .append(1, FrameFlyweight.EPOCH, epoch, Durability.SYNC, payload, 0, 8);
        rig.core(1).doWork();
    }

    private static UnsafeBuffer bytes(String text) {
        return new UnsafeBuffer(text.getBytes(US_ASCII));
    }

    private static String golden() throws IOException {
        try (InputStream in = JournalFormatTest.class.getResourceAsStream(GOLDEN)) {
            return in == null ? "" : new String(in.readAllBytes(), US_ASCII);
        }
    }

    /** The lines of the file that are not zeros, each with its offset. */
    private static String inHex(byte[] file) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < file.length; at += LINE_BYTES) {
            byte[] line = Arrays.copyOfRange(file, at, at + LINE_BYTES);
            if (!Arrays.equals(line, new byte[LINE_BYTES])) {
                text.append("%04x %s\n".formatted(at, HexFormat.of().formatHex(line)));
            }
        }
        return text.toString();
    }

    private static byte[] fromHex(String text) {
        byte[] file = new byte[CONFIG.segmentBytes()];
        for (String line : text.split("\n")) {
            byte[] bytes = HexFormat.of().parseHex(line.substring(5));
            System.arraycopy(bytes, 0, file, Integer.parseInt(line, 0, 4, 16), LINE_BYTES);
        }
        return file;
    }

    @Test
    void shouldWriteTheBytesOfVersionOne() throws IOException {
        assertThat(inHex(written().contents(Segments.nameOf(0)))).isEqualTo(golden());
    }

    @Test
    void shouldReadTheBytesOfVersionOne() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(new Random(1));
        disk.put(Segments.nameOf(0), fromHex(golden()));

        JournalRig found = new JournalRig(disk, CONFIG);

        assertThat(found.journal.damages()).isEmpty();
        assertThat(found.found.get(0)).hasSize(11).startsWith("0:one", "32:step");
        assertThat(found.found.get(0).getLast()).startsWith("1024:long step 8...");
        List<String> replicated = found.found.get(1);
        assertThat(replicated).hasSize(4);
        assertThat(replicated.get(1)).isEqualTo("32:void");
        assertThat(replicated.get(3)).startsWith("32:");
        assertThat(found.journal.positions().committed(1)).isEqualTo(64);
    }
}
