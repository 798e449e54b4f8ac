package io.robustmq.storage.simulation;

import io.robustmq.storage.driver.LogNode;
import io.robustmq.storage.state.SimulatedState;
import java.io.IOException;
import java.util.Random;

/**
 * What a node stands on over several lives: its disks and its tables, and what an end does to them.
 */
final class Machine {
    final SimulatedDisk disk;
    final SimulatedDisk quarantine;
    final SimulatedDisk tierDisk;
    final SimulatedState state;
    private final Random random;

    /**
     * @param random decides what an end takes along; the disks have their own, from the seed
     */
    Machine(long seed, Random random, int shards) {
        this.random = random;
        disk = new SimulatedDisk(new Random(seed + 1));
        quarantine = new SimulatedDisk(new Random(seed + 2));
        state = new SimulatedState(new Random(seed + 3), shards);
        tierDisk = new SimulatedDisk(new Random(seed + 4));
    }

    /** The process is gone, and there is room on the disks for the next one. */
    void killProcess() {
        disk.killProcess();
        tierDisk.killProcess();
        disk.full(false);
        tierDisk.full(false);
    }

    void losePower() {
        disk.losePower();
        quarantine.losePower();
        tierDisk.losePower();
        loseState();
    }

    /** The tables lose what was not flushed, and seldom more. */
    void loseState() {
        if (random.nextInt(6) == 0) {
            state.crashAndGoBack();
        } else {
            state.crash();
        }
    }

    /** Ends the life of a node that nothing else ended. */
    Ending end(LogNode node, long nowNs) throws IOException {
        switch (random.nextInt(3)) {
            case 0 -> {
                losePower();
                return Ending.POWER_CUT;
            }
            case 1 -> {
                loseState();
                return Ending.KILLED;
            }
            default -> {
                killProcess();
                node.cycle();
                node.applier.drain(nowNs);
                state.loseUnflushed();
                node.close(nowNs);
                node.cycle();
                return Ending.ORDERLY;
            }
        }
    }
}
