package io.robustmq.transport.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A fixed set of 64-bit counters with one writing thread and any number of readers. Progress:
 * wait-free on both sides. A reader never sees a torn value, and sees each one within the time it
 * takes a store to leave the writer's CPU. The cells lie alone in their cache lines, away from
 * other cores' cells.
 *
 * @param <E> names the cells
 */
public final class CounterCells<E extends Enum<E>> {
    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    /** Two cache lines, because adjacent ones are fetched in pairs. */
    private static final int PADDING_LONGS = 16;

    private final long[] cells;

    public CounterCells(Class<E> type) {
        cells = new long[type.getEnumConstants().length + 2 * PADDING_LONGS];
    }

    /** The owner's thread only. */
    public void add(E cell, long amount) {
        int at = PADDING_LONGS + cell.ordinal();
        CELL.setOpaque(cells, at, cells[at] + amount);
    }

    /** The owner's thread only: a level instead of a count. */
    public void set(E cell, long value) {
        CELL.setOpaque(cells, PADDING_LONGS + cell.ordinal(), value);
    }

    /** Any thread. */
    public long get(E cell) {
        return (long) CELL.getOpaque(cells, PADDING_LONGS + cell.ordinal());
    }
}
