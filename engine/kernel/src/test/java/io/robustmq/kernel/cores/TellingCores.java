package io.robustmq.kernel.cores;

import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.storage.journal.Journal;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** Cores with a journal each that commits when the test says so. */
final class TellingCores {
    /** A core's journal: one shard, a byte for each frame. */
    static final class StubJournal implements Journal {
        boolean held;
        private long appended;
        private long committed;

        @Override
        public long append(int shard, int type, DirectBuffer payload, int offset, int length) {
            return ++appended;
        }

        @Override
        public long appended(int shard) {
            return appended;
        }

        @Override
        public long committed(int shard) {
            return committed;
        }

        @Override
        public int doWork() {
            if (!held) {
                committed = appended;
            }
            return 0;
        }
    }

    final LinkedCores node;
    final List<StubJournal> journals = new ArrayList<>();
    final List<CommitGate> gates = new ArrayList<>();
    final List<Confirmations> confirmations = new ArrayList<>();
    final List<Broadcasts> broadcasts = new ArrayList<>();

    TellingCores(int cores) {
        node = new LinkedCores(cores, 4096);
        for (int core = 0; core < cores; core++) {
            StubJournal journal = new StubJournal();
            journals.add(journal);
            gates.add(new CommitGate(journal, 1));
            confirmations.add(new Confirmations(node.links.get(core), gates.get(core)));
            broadcasts.add(new Broadcasts(node.links.get(core), confirmations.get(core)));
        }
    }

    void cycle(int core) {
        node.links.get(core).drain();
        broadcasts.get(core).doWork();
        gates.get(core).doWork();
        confirmations.get(core).confirm();
        node.links.get(core).flush();
    }

    void append(int core) {
        gates.get(core).append(0, 1, CoreLinks.NO_BODY, 0, 0);
    }

    void cycleAll() {
        for (int core = 0; core < gates.size(); core++) {
            cycle(core);
        }
    }
}
