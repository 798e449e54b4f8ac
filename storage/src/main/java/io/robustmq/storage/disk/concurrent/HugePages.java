package io.robustmq.storage.disk.concurrent;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import org.agrona.BitUtil;

/**
 * Asks the kernel for pages of 2 MiB under memory that disks read into and write from: a direct
 * read or write of a mebibyte then pins one page, not 256. Where the kernel knows no such pages
 * nothing changes. Any thread that may wait: the first call links a function of the C library, and
 * each may copy memory that is in use.
 */
public final class HugePages {
    /** Size and alignment of such pages. */
    public static final int PAGE_BYTES = 2 << 20;

    private static final int MADV_HUGEPAGE = 14;
    private static final int MADV_COLLAPSE = 25;

    private HugePages() {}

    /**
     * @param memory direct; the whole pages in it count
     * @return false when the kernel does not do it
     */
    public static boolean use(ByteBuffer memory) {
        MemorySegment all = MemorySegment.ofBuffer(memory.duplicate().clear());
        long from = BitUtil.align(all.address(), (long) PAGE_BYTES);
        long bytes = (all.address() + all.byteSize() & -PAGE_BYTES) - from;
        if (bytes <= 0 || !System.getProperty("os.name", "").equals("Linux")) {
            return false;
        }
        try {
            return advise(all.asSlice(from - all.address(), bytes));
        } catch (Throwable e) { // what a downcall is said to throw
            if (e instanceof Error error) {
                throw error;
            }
            return false;
        }
    }

    /** What is in use already is collapsed when the kernel can (6.1), as far as it can. */
    private static boolean advise(MemorySegment pages) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MemorySegment function = linker.defaultLookup().find("madvise").orElse(null);
        if (function == null) {
            return false;
        }
        MethodHandle madvise =
                linker.downcallHandle(
                        function,
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_INT));
        int advised = (int) madvise.invokeExact(pages, pages.byteSize(), MADV_HUGEPAGE);
        if (advised != 0) {
            return false;
        }
        int ignored = (int) madvise.invokeExact(pages, pages.byteSize(), MADV_COLLAPSE);
        return true;
    }
}
