package io.robustmq.storage.log;

import io.robustmq.storage.journal.JournalBytes;
import io.robustmq.storage.read.concurrent.BlockSource;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The committed journal as blocks. Any read thread. */
final class JournalSource implements BlockSource {
    private final JournalBytes journal;

    JournalSource(JournalBytes journal) {
        this.journal = journal;
    }

    @Override
    public long sourceId() {
        return 0;
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        return journal.read(position, into);
    }

    @Override
    public boolean isFixedBefore(long position) {
        return position <= journal.committed();
    }
}
