package io.robustmq.server;

import java.lang.reflect.InvocationTargetException;

/** What the JVM lets direct buffers take in all: {@code -XX:MaxDirectMemorySize}. */
final class DirectMemory {
    private DirectMemory() {}

    /**
     * Asks the class that enforces the limit, which every launcher exports for Agrona's sake; the
     * management bean that also knows would cost tens of milliseconds of each start.
     *
     * @return the heap's limit where that class is not exported, which is the JVM's own default
     */
    static long limitBytes() {
        try {
            return (long)
                    Class.forName("jdk.internal.misc.VM").getMethod("maxDirectMemory").invoke(null);
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | IllegalAccessException
                | InvocationTargetException notExported) {
            return Runtime.getRuntime().maxMemory();
        }
    }
}
