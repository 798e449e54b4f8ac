package io.robustmq.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.storage.disk.DiskFile;
import io.robustmq.storage.simulation.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentHeaderTest {
    private static final SegmentHeader HEADER =
            new SegmentHeader(9, 1 << 16, 4, 0x8f00, false, new long[] {0x40, SegmentHeader.LOST});

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

        assertThat(hex.substring(0, 96))
                .isEqualTo(
                        HexFormat.of()
                                        .formatHex(
                                                "RMQJRNL1"
                                                        .getBytes(
                                                                java.nio.charset.StandardCharsets
                                                                        .US_ASCII))
                                + "01000000"
                                + "02000000"
                                + "0900000000000000"
                                + "00000100"
                                + "04000000"
                                + "008f000000000000"
                                + "0000000000000000");
        assertThat(hex.substring(104))
                .isEqualTo("00000000" + "4000000000000000" + "ffffffffffffffff");
    }

    @Test
    void shouldReadBackWhatItWrote() throws IOException {
        SegmentHeader read = SegmentHeader.read(fileOf(encoded()), "f");

        assertThat(read).isNotNull().usingRecursiveComparison().isEqualTo(HEADER);
    }

    @Test
    void shouldTakeNoHeaderWithOneBitFlipped() throws IOException {
        for (int bit = 0; bit < HEADER.bytes() * 8; bit++) {
            byte[] bytes = encoded();
            bytes[bit / 8] ^= (byte) (1 << (bit % 8));
            DiskFile file = fileOf(bytes);

            if (bit / 32 == 2 && bit % 32 != 0) {
                assertThatThrownBy(() -> SegmentHeader.read(file, "f"))
                        .hasMessageStartingWith("f has format version");
            } else {
                assertThat(SegmentHeader.read(file, "f")).as("bit %d", bit).isNull();
            }
        }
    }

    @Test
    void shouldTakeNoHeaderThatIsCutShort() throws IOException {
        for (int length = 0; length < HEADER.bytes(); length++) {
            byte[] bytes = new byte[HEADER.bytes()];
            System.arraycopy(encoded(), 0, bytes, 0, length);

            assertThat(SegmentHeader.read(fileOf(bytes), "f")).as("%d bytes", length).isNull();
        }
    }

    @Test
    void shouldRefuseAnotherVersionByNameAndNumber() {
        ByteBuffer bytes = HEADER.encode();
        bytes.put(SegmentHeader.bytes(0) - 48, (byte) 2);
        byte[] copy = new byte[bytes.capacity()];
        bytes.get(0, copy);

        assertThatThrownBy(() -> SegmentHeader.read(fileOf(copy), "segment-x"))
                .isInstanceOf(IOException.class)
                .hasMessage("segment-x has format version 2; this program reads version 1");
    }
}
