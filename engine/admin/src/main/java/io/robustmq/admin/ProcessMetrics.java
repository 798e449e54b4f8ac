package io.robustmq.admin;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;

/** The process as the operating system and the JVM see it. */
public final class ProcessMetrics implements MetricSource {
    /** How the transport names its threads. */
    private static final String CORE_THREAD = "core-";

    private static final Path STATUS = Path.of("/proc/self/status");

    @Override
    public void writeTo(Exposition out) {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        out.gauge("process_resident_memory_bytes", "memory of the process in RAM")
                .sample("", residentBytes());
        out.gauge("jvm_memory_heap_used_bytes", "heap in use, garbage included")
                .sample("", heap.getUsed());
        out.gauge("jvm_memory_heap_limit_bytes", "what the heap may grow to")
                .sample("", heap.getMax());
        out.gauge("jvm_buffer_pool_used_bytes", "memory of NIO buffers outside the heap");
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            out.sample(Exposition.label("pool", pool.getName()), pool.getMemoryUsed());
        }
        allocatedByCores(out);
        out.counter("jvm_gc_collections_total", "garbage collections");
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            out.sample(Exposition.label("gc", collector.getName()), collector.getCollectionCount());
        }
        out.counter("jvm_gc_seconds_total", "time spent in garbage collections");
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            out.sample(
                    Exposition.label("gc", collector.getName()),
                    collector.getCollectionTime() / 1_000.0);
        }
    }

    /**
     * What the data path allocates is exactly what its threads do: the figure that gates hold
     * still.
     */
    private static void allocatedByCores(Exposition out) {
        if (!(ManagementFactory.getThreadMXBean()
                instanceof com.sun.management.ThreadMXBean threads)) {
            return;
        }
        out.counter("jvm_core_allocated_bytes_total", "heap bytes a core's thread allocated");
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith(CORE_THREAD)) {
                out.sample(
                        Exposition.label("thread", thread.getName()),
                        threads.getThreadAllocatedBytes(thread.threadId()));
            }
        }
    }

    /**
     * @return 0 where there is no such file
     */
    private static long residentBytes() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException noProc) {
            return 0;
        }
    }
}
