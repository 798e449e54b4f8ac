package io.robustmq.admin;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** The process as the operating system and the JVM see it. */
public final class ProcessMetrics implements MetricSource {
    private static final Path STATUS = Path.of("/proc/self/status");

    @Override
    public void writeTo(Exposition out) {
        out.gauge("process_resident_memory_bytes", "memory of the process in RAM")
                .sample("", residentBytes());
        out.gauge("jvm_memory_heap_used_bytes", "heap in use, garbage included")
                .sample("", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        out.gauge("jvm_buffer_pool_used_bytes", "memory of NIO buffers outside the heap");
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            out.sample(Exposition.label("pool", pool.getName()), pool.getMemoryUsed());
        }
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
