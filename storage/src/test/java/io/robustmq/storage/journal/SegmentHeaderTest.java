package io.robustmq.storage.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.storage.disk.DiskFile;
import io.robustmq.storage.simulation.SimulatedDisk;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class SegmentHeaderTest {
    private static final SegmentHeader HEADER =
            new SegmentHeader(
                    9,
                    1 << 16,
                    4,
                    0x8f00,
                    true,
                    new long[] {0x40, SegmentHeader.LOST},
                    new int[] {3, 5});

    private final SimulatedDisk disk = new SimulatedDisk(new Random(1));

    private static byte[] encoded() {
        byte[] bytes = new byte[HEADER.bytes()];
        HEADER.encode().get(bytes);
        return bytes;
    }

    private DiskFile fileOf(byte[] bytes) throws IOException {
        disk.put("f", bytes);
        return disk.open("f");
    }

    @Test
    void shouldLayOutTheHeaderLittleEndian() {
        String hex = HexFormat.of().formatHex(encoded());

        assertThat(HexFormat.of().parseHex(hex.substring(0, 16)))
                .asString(US_ASCII)
                .isEqualTo("RMQJRNL1");
        assertThat(hex.substring(16, 24)).isEqualTo("01000000");
        assertThat(hex.substring(32))
                .isEqualTo(
                        "80000000"
                                + "02000000"
                                + "00000000"
                                + "01000000"
                                + "0900000000000000"
                                + "00000100"
                                + "04000000"
                                + "008f000000000000"
                                + "00".repeat(40)
                                + "4000000000000000"
                                + "03000000"
                                + "00000000"
                                + "ffffffffffffffff"
                                + "05000000"
                                + "00000000");
    }

    @Test
    void shouldReadBackWhatItWrote() throws IOException {
        SegmentHeader read = SegmentHeader.read(fileOf(encoded()), "f");

        assertThat(read).isNotNull().usingRecursiveComparison().isEqualTo(HEADER);
    }

    @Test // also not in the version: another version's header is whole
    void shouldTakeNoHeaderWithOneBitFlipped() throws IOException {
        for (int bit = 0; bit < HEADER.bytes() * 8; bit++) {
            byte[] bytes = encoded();
            bytes[bit / 8] ^= (byte) (1 << (bit % 8));

            assertThat(SegmentHeader.read(fileOf(bytes), "f")).as("bit %d", bit).isNull();
        }
    }

    @Test
    void shouldTakeNoHeaderThatIsCutShort() throws IOException {
        for (int length = 0; length < HEADER.bytes() - 7; length++) { // zeros at the end
            byte[] bytes = new byte[HEADER.bytes()];
            System.arraycopy(encoded(), 0, bytes, 0, length);

            assertThat(SegmentHeader.read(fileOf(bytes), "f")).as("%d bytes", length).isNull();
        }
    }

    @Test
    void shouldRefuseAnotherVersionByNameAndNumber() {
        byte[] other = changed(8, 2);

        assertThatThrownBy(() -> SegmentHeader.read(fileOf(other), "segment-x"))
                .isInstanceOf(IOException.class)
                .hasMessage("segment-x has format version 2; this program reads version 1");
    }

    @Test // whatever it is, it cannot be read without
    void shouldRefuseFeaturesThatItDoesNotKnow() {
        byte[] other = changed(24, 0x10);

        assertThatThrownBy(() -> SegmentHeader.read(fileOf(other), "segment-x"))
                .isInstanceOf(IOException.class)
                .hasMessage("segment-x needs features that this program does not know: 10");
    }

    @Test
    void shouldPassOverFlagsThatItDoesNotKnow() throws IOException {
        byte[] other = changed(28, 0x80 | 1);

        assertThat(SegmentHeader.read(fileOf(other), "f"))
                .usingRecursiveComparison()
                .isEqualTo(HEADER);
    }

    /** The header with another value at an offset, and the checksum that belongs to it. */
    private static byte[] changed(int offset, int value) {
        UnsafeBuffer bytes = new UnsafeBuffer(encoded());
        bytes.putInt(offset, value, LITTLE_ENDIAN);
        bytes.putInt(12, 0);
        CRC32C crc = new CRC32C();
        crc.update(bytes.byteArray());
        bytes.putInt(12, (int) crc.getValue(), LITTLE_ENDIAN);
        return bytes.byteArray();
    }
}
