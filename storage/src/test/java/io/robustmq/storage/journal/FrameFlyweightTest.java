package io.robustmq.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The bytes of a frame and of the frame that opens a group, as they are on the disk. */
class FrameFlyweightTest {
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(64);
    private final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    private final CRC32C crc = new CRC32C();

    private String hex(int length) {
        byte[] copy = new byte[length];
        buffer.getBytes(0, copy);
        return HexFormat.of().formatHex(copy);
    }

    private void frame() {
        FrameFlyweight.clearEnd(buffer, 0, 27);
        FrameFlyweight.putHeader(buffer, 0, 27, 0x1234, 3, 5, 0x0102030405060708L);
        buffer.putStringWithoutLengthAscii(24, "abc");
        FrameFlyweight.seal(buffer, bytes, 0, crc);
    }

    @Test
    void shouldLayOutAFrameLittleEndianWithItsChecksumFirstAndZerosBehind() {
        buffer.setMemory(0, 64, (byte) 0xee);

        frame();

        assertThat(hex(32).substring(8))
                .isEqualTo(
                        "1b000000"
                                + "3412"
                                + "0300"
                                + "05000000"
                                + "0807060504030201"
                                + "616263"
                                + "0000000000");
        CRC32C expected = new CRC32C();
        expected.update(bytes.duplicate().position(4).limit(27));
        assertThat(buffer.getInt(0, java.nio.ByteOrder.LITTLE_ENDIAN))
                .isEqualTo((int) expected.getValue());
    }

    @Test
    void shouldKnowEveryFlippedBitFromHeaderToTheEndOfThePayload() {
        for (int bit = 0; bit < 27 * 8; bit++) {
            frame();
            buffer.putByte(bit / 8, (byte) (buffer.getByte(bit / 8) ^ (1 << (bit % 8))));

            assertThat(FrameFlyweight.isWhole(buffer, bytes, 0, 32, crc))
                    .as("bit %d", bit)
                    .isFalse();
        }
    }

    @Test
    void shouldTakeNoFrameThatIsLongerThanWhatIsThere() {
        frame();

        assertThat(FrameFlyweight.isWhole(buffer, bytes, 0, 27, crc)).isTrue();
        assertThat(FrameFlyweight.isWhole(buffer, bytes, 0, 26, crc)).isFalse();
        assertThat(FrameFlyweight.isWhole(buffer, bytes, 0, 0, crc)).isFalse();
    }

    @Test
    void shouldCountHeaderAndPaddingInWhatAFrameTakes() {
        assertThat(FrameFlyweight.framedBytes(0)).isEqualTo(24);
        assertThat(FrameFlyweight.framedBytes(1)).isEqualTo(32);
        assertThat(FrameFlyweight.framedBytes(8)).isEqualTo(32);
        assertThat(FrameFlyweight.framedBytes(9)).isEqualTo(40);
    }

    @Test
    void shouldLayOutTheFrameThatOpensAGroup() {
        GroupFlyweight.encode(buffer, bytes, 0, 0x11, 0x22, 0x33, 0x44, true, crc);

        assertThat(hex(56).substring(8))
                .isEqualTo(
                        "38000000"
                                + "00ff"
                                + "ffff"
                                + "00000000"
                                + "0000000000000000"
                                + "1100000000000000"
                                + "2200000000000000"
                                + "33000000"
                                + "44000000"
                                + "01000000"
                                + "00000000");
        assertThat(GroupFlyweight.goesOn(buffer, 0)).isTrue();
    }

    @Test
    void shouldLayOutTheFramesWithWhichReignsBeginAndStreamsGoBack() {
        ReignFlyweight.putEpoch(buffer, 0, 7);
        ReignFlyweight.putTruncate(buffer, 8, 0x0102030405060708L, 3, 4);

        assertThat(hex(24))
                .isEqualTo("07000000" + "00000000" + "0807060504030201" + "03000000" + "04000000");
    }

    @Test // who reads them need not look whether there is a payload
    void shouldTakeNoReignFrameWithoutItsPayload() {
        FrameFlyweight.putHeader(buffer, 0, 31, FrameFlyweight.EPOCH, 0, 1, 0);
        FrameFlyweight.seal(buffer, bytes, 0, crc);
        assertThat(FrameFlyweight.isWhole(buffer, bytes, 0, 64, crc)).isFalse();

        FrameFlyweight.putHeader(buffer, 0, 39, FrameFlyweight.TRUNCATE, 0, 1, 0);
        FrameFlyweight.seal(buffer, bytes, 0, crc);
        assertThat(FrameFlyweight.isWhole(buffer, bytes, 0, 64, crc)).isFalse();
    }

    @Test
    void shouldTakeAGroupOnlyWhereAndInTheEpochItWasWrittenFor() {
        GroupFlyweight.encode(buffer, bytes, 0, 4096, 0, 3, 0, false, crc);

        assertThat(GroupFlyweight.isAt(buffer, bytes, 0, 56, 4096, 3, crc)).isTrue();
        assertThat(GroupFlyweight.isAt(buffer, bytes, 0, 56, 4096, GroupFlyweight.ANY_EPOCH, crc))
                .isTrue();
        assertThat(GroupFlyweight.isAt(buffer, bytes, 0, 56, 4104, 3, crc)).isFalse();
        assertThat(GroupFlyweight.isAt(buffer, bytes, 0, 56, 4096, 2, crc)).isFalse();
        assertThat(GroupFlyweight.isAt(buffer, bytes, 0, 55, 4096, 3, crc)).isFalse();
    }
}
