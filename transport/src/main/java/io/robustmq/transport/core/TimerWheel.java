package io.robustmq.transport.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A hierarchical timer wheel: seven levels of 64 slots, level n's slot spanning 64^n ticks. A timer
 * lies in the slot of the highest base-64 digit in which its tick differs from the current one, and
 * falls to a lower level when the wheel reaches that slot (Varghese and Lauck, "Hashed and
 * Hierarchical Timing Wheels", scheme 7). Schedule and cancel are O(1), a timer moves at most six
 * times, and a bit per slot tells the next tick with work, so that a core may sleep through the
 * rest.
 *
 * <p>Timers are indices into parallel arrays, linked into their slot; a slot's ring starts at its
 * own index below {@link #FIRST_TIMER}. No timer fires early; it fires at most one tick late plus
 * the time of the cycle.
 */
@OwnedBy(Core.class)
final class TimerWheel implements Timers {
    static final long NO_DEADLINE = Long.MAX_VALUE;

    /** Nanoseconds a tick lasts: 2^20, about 1.05 ms. */
    static final int TICK_SHIFT = 20;

    private static final int LEVELS = 7;
    private static final int DIGIT_BITS = 6;
    private static final int SLOTS = 1 << DIGIT_BITS;
    private static final int DIGIT_MASK = SLOTS - 1;

    /** The ring of timers whose tick is over; they fire in the next poll. */
    private static final int DUE = LEVELS * SLOTS;

    private static final int FIRST_TIMER = DUE + 1;

    /** The last tick there is, 146 years after the start; later deadlines are shortened to it. */
    private static final long LAST_TICK = (1L << (LEVELS * DIGIT_BITS)) - 1;

    private final CoreErrors errors;
    private final long startNs;
    private final long[] occupied = new long[LEVELS];
    private long currentTick;

    private int[] next;
    private int[] previous;
    private int[] generation;
    private long[] deadlineTick;
    private @Nullable Timed[] target;
    private int freeHead = -1;
    private int unused = FIRST_TIMER;
    private int armed;

    TimerWheel(long startNs, CoreErrors errors) {
        this.startNs = startNs;
        this.errors = errors;
        int capacity = 1024;
        next = new int[capacity];
        previous = new int[capacity];
        generation = new int[capacity];
        deadlineTick = new long[capacity];
        target = new Timed[capacity];
        for (int slot = 0; slot < FIRST_TIMER; slot++) {
            next[slot] = slot;
            previous[slot] = slot;
        }
    }

    @Override
    public long schedule(long deadlineNs, Timed timed) {
        int timer = take();
        long tick = (deadlineNs - startNs + (1L << TICK_SHIFT) - 1) >> TICK_SHIFT;
        deadlineTick[timer] = Math.min(tick, LAST_TICK);
        target[timer] = timed;
        armed++;
        place(timer);
        return ((long) generation[timer] << Integer.SIZE) | timer;
    }

    @Override
    public boolean cancel(long timerId) {
        int timer = (int) timerId;
        if (timer < FIRST_TIMER
                || timer >= unused
                || generation[timer] != (int) (timerId >>> Integer.SIZE)) {
            return false;
        }
        unlink(timer);
        release(timer);
        return true;
    }

    /** Timers armed. */
    int count() {
        return armed;
    }

    /**
     * Fires what is due, at most {@code limit} timers; the rest fires in the next poll.
     *
     * @return how many fired
     */
    int poll(long nowNs, int limit) {
        int fired = fireDue(nowNs, limit);
        long nowTick = (nowNs - startNs) >> TICK_SHIFT;
        while (currentTick < nowTick && fired < limit) {
            long tick = nextTick();
            if (tick > nowTick) {
                currentTick = nowTick;
                break;
            }
            currentTick = tick;
            cascade();
            fired += fireDue(nowNs, limit - fired);
        }
        return fired;
    }

    /** When the wheel has work next: never after the first deadline, or {@link #NO_DEADLINE}. */
    long nextDeadlineNs() {
        if (next[DUE] != DUE) {
            return startNs + (currentTick << TICK_SHIFT);
        }
        long tick = nextTick();
        return tick == Long.MAX_VALUE ? NO_DEADLINE : startNs + (tick << TICK_SHIFT);
    }

    private int fireDue(long nowNs, int limit) {
        int last = previous[DUE]; // what a firing timer adds for at once waits for the next poll
        int fired = 0;
        while (fired < limit && next[DUE] != DUE) {
            int timer = next[DUE];
            fire(timer, nowNs);
            fired++;
            if (timer == last) {
                break;
            }
        }
        return fired;
    }

    private void fire(int timer, long nowNs) {
        Timed timed = target[timer];
        long id = ((long) generation[timer] << Integer.SIZE) | timer;
        unlink(timer);
        release(timer);
        if (timed == null) {
            return;
        }
        try {
            timed.onTimer(id, nowNs);
        } catch (Throwable error) {
            errors.onError("a timer", error);
        }
    }

    /** The first tick at which a slot starts that has timers in it. */
    private long nextTick() {
        for (int level = 0; level < LEVELS; level++) {
            if (occupied[level] != 0) {
                int shift = level * DIGIT_BITS;
                int slot = Long.numberOfTrailingZeros(occupied[level]);
                long above = currentTick >> (shift + DIGIT_BITS) << (shift + DIGIT_BITS);
                return above | ((long) slot << shift);
            }
        }
        return Long.MAX_VALUE;
    }

    /**
     * Empties every slot that starts at the current tick, from the top, so that all fall through.
     */
    private void cascade() {
        for (int level = LEVELS - 1; level >= 0; level--) {
            int shift = level * DIGIT_BITS;
            if ((currentTick & ((1L << shift) - 1)) != 0) {
                continue;
            }
            int slot = level * SLOTS + (int) ((currentTick >> shift) & DIGIT_MASK);
            while (next[slot] != slot) {
                int timer = next[slot];
                unlink(timer);
                place(timer);
            }
        }
    }

    private void place(int timer) {
        long tick = deadlineTick[timer];
        if (tick <= currentTick) {
            link(timer, DUE);
            return;
        }
        long differs = currentTick ^ tick;
        int level = (63 - Long.numberOfLeadingZeros(differs)) / DIGIT_BITS;
        int digit = (int) ((tick >> (level * DIGIT_BITS)) & DIGIT_MASK);
        occupied[level] |= 1L << digit;
        link(timer, level * SLOTS + digit);
    }

    private void link(int timer, int slot) {
        int tail = previous[slot];
        next[tail] = timer;
        previous[timer] = tail;
        next[timer] = slot;
        previous[slot] = timer;
    }

    private void unlink(int timer) {
        int before = previous[timer];
        int after = next[timer];
        next[before] = after;
        previous[after] = before;
        if (before == after && before < DUE) {
            occupied[before / SLOTS] &= ~(1L << (before & DIGIT_MASK));
        }
    }

    private int take() {
        int timer = freeHead;
        if (timer >= 0) {
            freeHead = next[timer];
            return timer;
        }
        if (unused == next.length) {
            grow();
        }
        return unused++;
    }

    private void release(int timer) {
        target[timer] = null;
        generation[timer] = (generation[timer] + 1) & Integer.MAX_VALUE;
        next[timer] = freeHead;
        freeHead = timer;
        armed--;
    }

    /** Control path: happens only while the number of timers armed at once is a new maximum. */
    private void grow() {
        int capacity = next.length * 2;
        next = Arrays.copyOf(next, capacity);
        previous = Arrays.copyOf(previous, capacity);
        generation = Arrays.copyOf(generation, capacity);
        deadlineTick = Arrays.copyOf(deadlineTick, capacity);
        target = Arrays.copyOf(target, capacity);
    }
}
