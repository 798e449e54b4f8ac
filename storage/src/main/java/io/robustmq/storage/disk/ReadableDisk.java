package io.robustmq.storage.disk;

import java.io.IOException;
import java.util.List;

/** One directory of files, as who only reads it sees it. */
public interface ReadableDisk {
    /** Names of all files here, sorted. */
    List<String> list() throws IOException;

    /** Opens a file that somebody else may own: it cannot be written or synced. */
    DiskFile openToRead(String name) throws IOException;
}
