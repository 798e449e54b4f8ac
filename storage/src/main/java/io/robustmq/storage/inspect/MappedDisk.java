package io.robustmq.storage.inspect;

import io.robustmq.storage.disk.DiskFile;
import io.robustmq.storage.disk.ReadableDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** A directory of the operating system, its files mapped for reading. One thread. */
public final class MappedDisk implements ReadableDisk {
    /** Kept, so that the level is: what the library does well is not worth a line of a report. */
    private static final Logger LIBRARY = Logger.getLogger("net.openhft");

    static {
        LIBRARY.setLevel(Level.WARNING);
    }

    private final Path directory;

    public MappedDisk(Path directory) {
        this.directory = directory;
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        return MappedFile.open(directory.resolve(name));
    }
}
