package io.robustmq.transport.core;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** Binds the calling thread to one CPU, by sched_setaffinity(2) of the C library. */
final class CpuPin {
    /** Bytes of a cpu_set_t: 1,024 CPUs. */
    private static final int CPU_SET_BYTES = 128;

    private CpuPin() {}

    /**
     * @throws IOException the system has no such call or refuses the CPU; the message says which
     */
    static void pinCurrentThread(int cpu) throws IOException {
        Linker linker = Linker.nativeLinker();
        MemorySegment function =
                linker.defaultLookup()
                        .find("sched_setaffinity")
                        .orElseThrow(() -> new IOException("this system has no sched_setaffinity"));
        MethodHandle setAffinity =
                linker.downcallHandle(
                        function,
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.ADDRESS),
                        Linker.Option.captureCallState("errno"));
        MemoryLayout stateLayout = Linker.Option.captureStateLayout();
        VarHandle errno = stateLayout.varHandle(MemoryLayout.PathElement.groupElement("errno"));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(stateLayout);
            MemorySegment set = arena.allocate(CPU_SET_BYTES, Long.BYTES);
            set.set(ValueLayout.JAVA_BYTE, cpu / 8, (byte) (1 << (cpu % 8)));
            int result = (int) setAffinity.invokeExact(state, 0, (long) CPU_SET_BYTES, set);
            if (result != 0) {
                throw new IOException(
                        "CPU " + cpu + " can't be pinned to, errno " + (int) errno.get(state, 0L));
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("CPU " + cpu + " can't be pinned to", e);
        }
    }
}
