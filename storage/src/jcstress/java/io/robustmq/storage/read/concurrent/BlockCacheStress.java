package io.robustmq.storage.read.concurrent;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two threads read blocks of one set: each gets the bytes of the block it asked for. */
@JCStressTest
@Outcome(id = "1, 2, 2", expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "another block's bytes")
@State
public class BlockCacheStress {
    private static final int BLOCK = 8;

    private final BlockCache cache = new BlockCache(BLOCK, 0);

    /** Every byte says which block it is in. */
    private static final BlockSource SOURCE =
            new BlockSource() {
                @Override
                public long sourceId() {
                    return 0;
                }

                @Override
                public int read(long position, ByteBuffer into) {
                    into.putLong(0, position / BLOCK * 0x0101_0101_0101_0101L);
                    return BLOCK;
                }

                @Override
                public boolean isFixedBefore(long position) {
                    return true;
                }
            };

    private int read(long block) {
        UnsafeBuffer into = new UnsafeBuffer(new byte[BLOCK]);
        try {
            cache.read(SOURCE, block * BLOCK, into, 0, BLOCK);
        } catch (IOException e) {
            return -1;
        }
        boolean isWhole = into.getLong(0) == into.getByte(0) * 0x0101_0101_0101_0101L;
        return isWhole ? into.getByte(0) : -1;
    }

    @Actor
    public void one(III_Result seen) {
        seen.r1 = read(1);
        seen.r2 = read(2);
    }

    @Actor
    public void other(III_Result seen) {
        seen.r3 = read(2);
    }
}
