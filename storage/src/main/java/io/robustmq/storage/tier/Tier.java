package io.robustmq.storage.tier;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A place for sealed objects. A name stands for the same bytes for ever: who puts it again puts the
 * same. All calls may block; any thread that may.
 */
public interface Tier extends Closeable {
    /** From {@link #get} and {@link #sizeBytes}: there is no such object. */
    int ABSENT = -1;

    /** What an object's name consists of: a to z, 0 to 9, dashes. */
    int NAME_LENGTH_MAX = 120;

    /**
     * Keeps all remaining bytes under a name. When it returns they last, also over a power cut;
     * when it throws, the name may be there with all of them, or not at all.
     */
    void put(String name, ByteBuffer contents) throws IOException;

    /**
     * Reads from a place in an object until the buffer is full or the object ends.
     *
     * @return bytes read, 0 at or behind the end; {@link #ABSENT}
     */
    int get(String name, long at, ByteBuffer into) throws IOException;

    /** Size of an object; {@link #ABSENT}. */
    long sizeBytes(String name) throws IOException;

    /** Removes an object; one that is not there is no error. */
    void delete(String name) throws IOException;

    /** The names of all objects, sorted. */
    List<String> list() throws IOException;
}
