package io.robustmq.storage.journal;

import io.robustmq.storage.simulation.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;

/** A small journal on a simulated disk, its threads' turns taken by the test. */
final class JournalRig {
    static final int SHARDS = 4;
    static final int CORES = 2;
    static final int SEGMENT_BYTES = 4 << 10;
    static final long INTERVAL_NS = 50_000_000;
    static final JournalConfig CONFIG =
            new JournalConfig(SHARDS, SEGMENT_BYTES, 4 << 10, INTERVAL_NS);

    final SimulatedDisk disk;
    final SimulatedDisk quarantine = new SimulatedDisk(new Random(2));
    final List<List<String>> found = new ArrayList<>();
    final int[] wakes = new int[CORES];
    final NodeJournal journal;

    JournalRig() throws IOException {
        this(new SimulatedDisk(new Random(1)));
    }

    JournalRig(SimulatedDisk disk) throws IOException {
        this(disk, CONFIG);
    }

    JournalRig(SimulatedDisk disk, JournalConfig config) throws IOException {
        this(disk, config, JournalPoint.start(config.shards()));
    }

    JournalRig(SimulatedDisk disk, JournalConfig config, JournalPoint from) throws IOException {
        this.disk = disk;
        for (int shard = 0; shard < config.shards(); shard++) {
            found.add(new ArrayList<>());
        }
        this.journal =
                new NodeJournal(
                        disk,
                        quarantine,
                        config,
                        new Runnable[] {() -> wakes[0]++, () -> wakes[1]++},
                        from,
                        collectInto(found));
        journal.supplyTurn();
    }

    static FrameVisitor collectInto(List<List<String>> frames) {
        return (shard, type, at, position, buffer, offset, length) ->
                frames.get(shard).add(at + ":" + buffer.getStringWithoutLengthUtf8(offset, length));
    }

    /** A disk that holds these files and nothing else. */
    static SimulatedDisk diskOf(Map<String, byte[]> files) {
        SimulatedDisk disk = new SimulatedDisk(new Random(1));
        files.forEach(disk::put);
        return disk;
    }

    Map<String, byte[]> files() {
        Map<String, byte[]> files = new TreeMap<>();
        for (String name : disk.names()) {
            files.put(name, disk.contents(name));
        }
        return files;
    }

    Journal core(int shard) {
        return journal.core(shard % CORES);
    }

    /** A step of one frame, handed over and nothing more. */
    long append(int shard, Durability durability, String payload) {
        long position = appendOnly(shard, durability, payload);
        core(shard).doWork();
        return position;
    }

    /** One frame more of the step under way. */
    long appendOnly(int shard, Durability durability, String payload) {
        UnsafeBuffer bytes = new UnsafeBuffer(new byte[payload.length()]);
        bytes.putStringWithoutLengthUtf8(0, payload);
        return core(shard).append(shard, 7, durability, bytes, 0, payload.length());
    }

    int turn(long nowNs) {
        return journal.writerTurn(nowNs);
    }
}
