package io.robustmq.transport.core;

import io.robustmq.transport.net.TransportKind;

/**
 * One core's thread, sockets and memory.
 *
 * @param index of the core, from 0
 * @param cpu the CPU its thread is pinned to, or {@link #UNPINNED}
 * @param transport the kernel interface of its sockets; must be available here
 * @param idle what it does when nothing happens
 * @param spinCycles empty cycles before an adaptive core sleeps, 0 to 1,000,000
 * @param readBufferBytes most bytes one read delivers, 4 KiB to 1 MiB
 * @param readBuffers reads an io_uring core can have undelivered at a time, a power of two, 8 to
 *     4,096; the other transports use one
 * @param outputBytes the most that all output blocks and carried input may take together
 */
public record CoreConfig(
        int index,
        int cpu,
        TransportKind transport,
        IdlePolicy idle,
        int spinCycles,
        int readBufferBytes,
        int readBuffers,
        long outputBytes) {
    public static final int UNPINNED = -1;

    /** What the inbox for control work takes. */
    public static final long INBOX_BYTES = (long) ControlInbox.CAPACITY * Long.BYTES;

    /** An empty look at io_uring's completions is a read of memory. */
    private static final int SPIN_CYCLES = 200;

    /** With the other transports it is a system call. */
    private static final int SPIN_CYCLES_CALLING = 8;

    public static final int DEFAULT_READ_BUFFER_BYTES = 64 << 10;
    public static final int DEFAULT_READ_BUFFERS = 64;
    public static final long DEFAULT_OUTPUT_BYTES = 256L << 20;

    public CoreConfig {
        require(index >= 0 && index < 64, "index", index, "0 to 63");
        require(cpu >= UNPINNED && cpu < 1024, "cpu", cpu, "-1 to 1023");
        require(
                spinCycles >= 0 && spinCycles <= 1_000_000,
                "spinCycles",
                spinCycles,
                "0 to 1,000,000");
        require(
                readBufferBytes >= 4 << 10 && readBufferBytes <= 1 << 20,
                "readBufferBytes",
                readBufferBytes,
                "4 KiB to 1 MiB");
        require(
                readBuffers >= 8 && readBuffers <= 4096 && Integer.bitCount(readBuffers) == 1,
                "readBuffers",
                readBuffers,
                "a power of two, 8 to 4,096");
        require(outputBytes >= 1 << 20, "outputBytes", outputBytes, "1 MiB or more");
    }

    /** Core 0 with every default, not pinned. */
    public static CoreConfig of(TransportKind transport) {
        return new CoreConfig(
                0,
                UNPINNED,
                transport,
                IdlePolicy.ADAPTIVE,
                transport == TransportKind.IO_URING ? SPIN_CYCLES : SPIN_CYCLES_CALLING,
                DEFAULT_READ_BUFFER_BYTES,
                DEFAULT_READ_BUFFERS,
                DEFAULT_OUTPUT_BYTES);
    }

    /** The same settings for another core. */
    public CoreConfig forCore(int newIndex, int newCpu) {
        return new CoreConfig(
                newIndex,
                newCpu,
                transport,
                idle,
                spinCycles,
                readBufferBytes,
                readBuffers,
                outputBytes);
    }

    public CoreConfig withIdle(IdlePolicy newIdle) {
        return new CoreConfig(
                index,
                cpu,
                transport,
                newIdle,
                spinCycles,
                readBufferBytes,
                readBuffers,
                outputBytes);
    }

    public CoreConfig withOutputBytes(long newOutputBytes) {
        return new CoreConfig(
                index,
                cpu,
                transport,
                idle,
                spinCycles,
                readBufferBytes,
                readBuffers,
                newOutputBytes);
    }

    public CoreConfig withReadBuffers(int bytes, int count) {
        return new CoreConfig(index, cpu, transport, idle, spinCycles, bytes, count, outputBytes);
    }

    private static void require(boolean holds, String name, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + ", allowed is " + allowed);
        }
    }
}
