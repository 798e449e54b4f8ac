package io.robustmq.storage.disk;

import java.io.IOException;

/**
 * One directory of files. Names last only from {@link #syncNames} on, contents from {@link
 * DiskFile#sync} on; what was not synced may be there after a power cut, in part or not at all. Any
 * thread may call.
 */
public interface Disk extends ReadableDisk {
    /**
     * Makes a file of zeros of this size, its blocks allocated and synced, so that writing into it
     * neither runs out of space nor changes its metadata. Its name is not yet synced. A file of the
     * name is replaced; on an error none is left.
     */
    DiskFile create(String name, long bytes) throws IOException;

    /** Opens a file for reading and writing. */
    DiskFile open(String name) throws IOException;

    void delete(String name) throws IOException;

    /** Gives an open or closed file another name, all at once; nothing may have that name. */
    void rename(String from, String to) throws IOException;

    /** Makes created, renamed and deleted names last. */
    void syncNames() throws IOException;

    /** Bytes this process could still write. */
    long usableBytes() throws IOException;
}
