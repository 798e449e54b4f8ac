package io.robustmq.storage.tier;

import io.robustmq.storage.disk.Disk;
import io.robustmq.storage.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * Objects as files of a directory of their own. One is written under another name and gets its own
 * when all of it has been synced, so that a name never stands for a part.
 */
public final class SsdTier implements Tier {
    /** Before the name while it is written; no object's name has a dot. */
    private static final String UNFINISHED = "put.";

    private final Disk disk;

    /**
     * @throws IOException when the directory cannot be read, or what an earlier life left
     *     unfinished cannot be removed
     */
    public SsdTier(Disk disk) throws IOException {
        this.disk = disk;
        for (String name : disk.list()) {
            if (name.startsWith(UNFINISHED)) {
                disk.delete(name);
            }
        }
    }

    @Override
    public synchronized void put(String name, ByteBuffer contents) throws IOException {
        TierNames.check(name);
        if (sizeBytes(name) == contents.remaining()) {
            contents.position(contents.limit());
            disk.syncNames();
            return;
        }
        String unfinished = UNFINISHED + name;
        try (DiskFile file = disk.create(unfinished, contents.remaining())) {
            file.write(0, new ByteBuffer[] {contents}, 1);
            file.sync();
        }
        disk.rename(unfinished, name);
        disk.syncNames();
    }

    @Override
    public int get(String name, long at, ByteBuffer into) throws IOException {
        try (DiskFile file = disk.openToRead(name)) {
            return at >= file.sizeBytes() ? 0 : file.read(at, into);
        } catch (NoSuchFileException e) {
            return ABSENT;
        }
    }

    @Override
    public long sizeBytes(String name) throws IOException {
        try (DiskFile file = disk.openToRead(name)) {
            return file.sizeBytes();
        } catch (NoSuchFileException e) {
            return ABSENT;
        }
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        TierNames.check(name);
        try {
            disk.delete(name);
        } catch (NoSuchFileException e) {
            return;
        }
        disk.syncNames();
    }

    @Override
    public List<String> list() throws IOException {
        return disk.list().stream().filter(name -> !name.startsWith(UNFINISHED)).toList();
    }

    @Override
    public void close() {}
}
