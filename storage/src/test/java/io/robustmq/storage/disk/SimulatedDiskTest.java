package io.robustmq.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.storage.simulation.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SimulatedDiskTest extends DiskContractTest {
    @Override
    Disk disk() {
        return new SimulatedDisk(new Random(1));
    }

    @Test
    void shouldKeepWhatWasSyncedAndLoseSomeOfTheRestWhenThePowerIsCut() throws IOException {
        int lost = 0;
        for (int seed = 0; seed < 20; seed++) {
            SimulatedDisk disk = new SimulatedDisk(new Random(seed));
            DiskFile file = disk.create("a", 1024);
            disk.syncNames();
            file.write(0, new ByteBuffer[] {ByteBuffer.wrap(new byte[] {1})}, 1);
            file.sync();
            file.write(512, new ByteBuffer[] {ByteBuffer.wrap(new byte[] {2})}, 1);

            disk.losePower();

            assertThat(disk.contents("a")[0]).isEqualTo((byte) 1);
            lost += disk.contents("a")[512] == 0 ? 1 : 0;
        }
        assertThat(lost).isBetween(1, 19);
    }
}
