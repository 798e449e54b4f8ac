package io.robustmq.storage.disk;

import io.robustmq.storage.simulation.SimulatedDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZJ_Result;

/** Who sees that room is low sees how much there is. */
@JCStressTest
@Outcome(
        id = {"false, 1000", "false, 5", "true, 5"},
        expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "low with room, or half a value")
@State
public class DiskSpaceStress {
    private final SimulatedDisk disk = new SimulatedDisk(new Random(1));
    private final DiskSpace space = withRoom(disk);

    public DiskSpaceStress() {
        disk.usable(5);
    }

    private static DiskSpace withRoom(SimulatedDisk disk) {
        disk.usable(1_000);
        try {
            return new DiskSpace(disk, 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Actor
    public void looker() {
        space.look();
    }

    @Actor
    public void reader(ZJ_Result seen) {
        seen.r1 = space.isLow();
        seen.r2 = space.freeBytes();
    }
}
