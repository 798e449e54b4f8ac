package io.robustmq.storage.state;

import io.robustmq.storage.journal.JournalPoint;
import java.io.Closeable;
import java.io.IOException;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Tables of byte keys and byte values, which stand for all of the journal before one point. What
 * was written and not flushed is lost with the process, whole batches at a time, the latest first,
 * and the point goes back with it.
 *
 * <p>Keys are ordered byte by byte, unsigned. One thread writes, flushes and closes; any may read
 * until then.
 */
public interface StateStore extends Closeable {
    /** From {@link #get}: there is no such key. */
    int ABSENT = -1;

    /**
     * Takes a batch and the point that the tables then stand for, both or neither.
     *
     * @throws IOException when that failed; the store takes nothing more
     */
    void write(StateBatch batch, JournalPoint point) throws IOException;

    /**
     * Makes everything written last, also over a power cut.
     *
     * @throws IOException when that failed; the store takes nothing more
     */
    void flush() throws IOException;

    /** What the tables stand for: after an opening, what had been made to last. Writer's thread. */
    JournalPoint applied();

    /** Journal position that the tables stand for even after a power cut. */
    long flushedPosition();

    /**
     * Journal position of the oldest state kept, to which an opening goes back when it finds the
     * later ones damaged: the journal is needed from there on.
     */
    long keptPosition();

    /**
     * Reads one value.
     *
     * @param value gets its bytes from 0 on, as far as they fit
     * @return the value's length; {@link #ABSENT}
     */
    int get(int table, DirectBuffer key, int offset, int length, MutableDirectBuffer value)
            throws IOException;

    /** Visits a table's keys that begin with the prefix, in order; all of them when it is empty. */
    default void forEach(
            int table, DirectBuffer prefix, int offset, int length, StateVisitor visitor)
            throws IOException {
        forEachFrom(table, prefix, offset, length, length, visitor);
    }

    /**
     * Visits a table's keys from one on, in order, as far as they begin like it. They are read as
     * they are when the call begins.
     *
     * @param length of the key to begin at, which need not be there
     * @param prefixLength of its bytes that the keys must begin with
     */
    void forEachFrom(
            int table,
            DirectBuffer from,
            int offset,
            int length,
            int prefixLength,
            StateVisitor visitor)
            throws IOException;
}
