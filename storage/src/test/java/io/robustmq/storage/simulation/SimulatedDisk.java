package io.robustmq.storage.simulation;

import io.robustmq.storage.disk.Disk;
import io.robustmq.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk that keeps what was synced and does as it likes with the rest: at a power cut every sector
 * that was not synced is old, new, or new up to some byte and old behind it; every name that was
 * not synced may be there or not.
 */
public final class SimulatedDisk implements Disk {
    private static final int SECTOR_BYTES = 512;

    private final Random random;
    private Map<String, SimulatedFile> names = new TreeMap<>();
    private Map<String, SimulatedFile> syncedNames = new TreeMap<>();

    /** Operations until the power is cut in the middle of one; negative: never. */
    private int operationsLeft = -1;

    /** Syncs until one fails; negative: none. */
    private int syncsLeft = -1;

    private int syncs;
    private boolean full;
    private long usableBytes = 1L << 40;
    private boolean syncLies;
    private boolean nameSyncLies;
    private boolean hidesFailures;

    /** Of how many operations one fails; 0: none. */
    private int failsOneIn;

    public SimulatedDisk(Random random) {
        this.random = random;
    }

    public void cutPowerAfter(int operations) {
        operationsLeft = operations;
    }

    public void failSyncAfter(int syncs) {
        syncsLeft = syncs;
    }

    public void full(boolean isFull) {
        full = isFull;
    }

    /** What {@link #usableBytes} says while the disk is not full. */
    public void usable(long bytes) {
        usableBytes = bytes;
    }

    /** From now on syncs do nothing and say that all is well. */
    public void syncLies() {
        syncLies = true;
    }

    /** As a journal that does not sync its directory: names are synced by nobody. */
    public void nameSyncLies() {
        nameSyncLies = true;
    }

    /** As a journal that takes no notice of a sync that failed. */
    public void hidesFailures() {
        hidesFailures = true;
    }

    /** From now on one operation in so many fails, now with nothing done, now with a part. */
    public void failOneIn(int operations) {
        failsOneIn = operations;
    }

    /** The process ends; the operating system goes on. */
    public void killProcess() {
        failsOneIn = 0;
        operationsLeft = -1;
        syncsLeft = -1;
    }

    /** Everything that was not synced meets its fate. */
    public void losePower() {
        killProcess();
        Map<String, SimulatedFile> after = new TreeMap<>(syncedNames);
        for (Map.Entry<String, SimulatedFile> entry : names.entrySet()) {
            if (!syncedNames.containsKey(entry.getKey()) && random.nextBoolean()) {
                after.values().remove(entry.getValue());
                after.put(entry.getKey(), entry.getValue());
            }
        }
        for (String deleted : syncedNames.keySet()) {
            boolean isRenamed = names.containsValue(syncedNames.get(deleted));
            if (!names.containsKey(deleted) && !isRenamed && random.nextBoolean()) {
                after.remove(deleted);
            }
        }
        after.values().forEach(SimulatedFile::losePower);
        names = after;
        syncedNames = new TreeMap<>(after);
    }

    /** Flips one bit of a file, on the platter too. */
    public void flip(String name, long bit) {
        SimulatedFile file = file(name);
        file.current[(int) (bit / 8)] ^= (byte) (1 << (bit % 8));
        file.synced[(int) (bit / 8)] = file.current[(int) (bit / 8)];
    }

    public byte[] contents(String name) {
        return file(name).current.clone();
    }

    /** Puts a file there, synced, in place of any of its name. */
    public void put(String name, byte[] contents) {
        SimulatedFile file = new SimulatedFile(contents.length);
        System.arraycopy(contents, 0, file.current, 0, contents.length);
        System.arraycopy(contents, 0, file.synced, 0, contents.length);
        names.put(name, file);
        syncedNames.put(name, file);
    }

    /** Syncs of file contents so far. */
    public int syncs() {
        return syncs;
    }

    private SimulatedFile file(String name) {
        SimulatedFile file = names.get(name);
        if (file == null) {
            throw new IllegalArgumentException(name);
        }
        return file;
    }

    private boolean isLastOperation() {
        return operationsLeft >= 0 && operationsLeft-- == 0;
    }

    private void mayFail() throws IOException {
        if (failsOneIn > 0 && random.nextInt(failsOneIn) == 0) {
            throw new IOException("Input/output error");
        }
    }

    private void operation() {
        if (isLastOperation()) {
            throw new PowerCut();
        }
    }

    @Override
    public List<String> list() throws IOException {
        mayFail();
        return names();
    }

    /** As {@link #list}, for whoever looks from outside: never fails. */
    public List<String> names() {
        return new ArrayList<>(names.keySet());
    }

    @Override
    public DiskFile create(String name, long bytes) throws IOException {
        if (full) {
            throw new IOException("No space left on device");
        }
        mayFail();
        SimulatedFile file = new SimulatedFile((int) bytes);
        names.put(name, file);
        operation();
        return file;
    }

    @Override
    public DiskFile open(String name) throws IOException {
        mayFail();
        if (!names.containsKey(name)) {
            throw new NoSuchFileException(name);
        }
        return file(name);
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        return open(name);
    }

    @Override
    public void delete(String name) throws IOException {
        mayFail();
        operation();
        if (names.remove(name) == null) {
            throw new NoSuchFileException(name);
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        mayFail();
        operation();
        names.put(to, file(from));
        names.remove(from);
    }

    @Override
    public void syncNames() throws IOException {
        mayFail();
        operation();
        if (nameSyncLies) {
            return;
        }
        syncedNames = new TreeMap<>(names);
    }

    @Override
    public long usableBytes() {
        return full ? 0 : usableBytes;
    }

    private final class SimulatedFile implements DiskFile {
        private final byte[] current;
        private final byte[] synced;
        private final BitSet dirty = new BitSet();

        SimulatedFile(int bytes) {
            current = new byte[bytes];
            synced = new byte[bytes];
        }

        @Override
        public void write(long at, ByteBuffer[] buffers, int count) throws IOException {
            int end = (int) at;
            boolean fails = failsOneIn > 0 && random.nextInt(failsOneIn) == 0;
            boolean cut = isLastOperation() || fails;
            for (int i = 0; i < count; i++) {
                int length = buffers[i].remaining();
                int reached = cut && random.nextBoolean() ? random.nextInt(length + 1) : length;
                buffers[i].get(current, end, reached);
                dirty.set(end / SECTOR_BYTES, (end + reached + SECTOR_BYTES - 1) / SECTOR_BYTES);
                end += reached;
                if (fails && (reached < length || i == count - 1)) {
                    throw new IOException("Input/output error");
                }
                if (reached < length) {
                    throw new PowerCut();
                }
            }
            if (cut) {
                throw new PowerCut();
            }
        }

        @Override
        public int read(long at, ByteBuffer buffer) throws IOException {
            mayFail();
            int length = (int) Math.min(buffer.remaining(), current.length - at);
            buffer.put(current, (int) at, Math.max(length, 0));
            return Math.max(length, 0);
        }

        @Override
        public void sync() throws IOException {
            operation();
            syncs++;
            if (syncsLeft >= 0 && syncsLeft-- == 0) {
                // As Linux has it: the pages count as clean, what they hold never reached the disk.
                dirty.clear();
                if (hidesFailures) {
                    return;
                }
                throw new IOException("Input/output error");
            }
            mayFail();
            if (syncLies) {
                return;
            }
            for (int from = dirty.nextSetBit(0); from >= 0; ) {
                int to = dirty.nextClearBit(from);
                int at = from * SECTOR_BYTES;
                int end = Math.min(to * SECTOR_BYTES, current.length);
                System.arraycopy(current, at, synced, at, end - at);
                from = dirty.nextSetBit(to);
            }
            dirty.clear();
        }

        @Override
        public long sizeBytes() {
            return current.length;
        }

        @Override
        public void close() {}

        private void losePower() {
            for (int sector = dirty.nextSetBit(0);
                    sector >= 0;
                    sector = dirty.nextSetBit(sector + 1)) {
                int from = sector * SECTOR_BYTES;
                int to = Math.min(from + SECTOR_BYTES, current.length);
                int kept =
                        switch (random.nextInt(3)) {
                            case 0 -> from;
                            case 1 -> to;
                            default -> from + random.nextInt(to - from);
                        };
                System.arraycopy(current, from, synced, from, kept - from);
            }
            System.arraycopy(synced, 0, current, 0, synced.length);
            dirty.clear();
        }
    }
}
