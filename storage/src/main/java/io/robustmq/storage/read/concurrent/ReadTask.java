package io.robustmq.storage.read.concurrent;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One blocking read for a core. Its core fills it in and submits it; a read thread runs {@link
 * #read}; its core gets {@link #onDone} and may use it again from then on. The queues between the
 * two order what each writes before what the other reads.
 */
public abstract class ReadTask {
    private volatile boolean isCancelled;
    private @Nullable Exception failure;
    private int core;
    private boolean isUnderWay;

    /** On a read thread; looks at {@link #isCancelled} when it takes long. */
    protected abstract void read() throws IOException;

    /**
     * On the core, once for each submission.
     *
     * @param failure what {@link #read} threw; null when it returned, or did not run because the
     *     task was cancelled before
     */
    protected abstract void onDone(@Nullable Exception failure);

    /** Its core: nobody waits for the answer. The task still comes back. */
    public final void cancel() {
        isCancelled = true;
    }

    public final boolean isCancelled() {
        return isCancelled;
    }

    /** Its core: submitted and not yet back. */
    public final boolean isUnderWay() {
        return isUnderWay;
    }

    final void submitted(int byCore) {
        isCancelled = false;
        failure = null;
        core = byCore;
        isUnderWay = true;
    }

    final void notSubmitted() {
        isUnderWay = false;
    }

    final int core() {
        return core;
    }

    final void run() {
        if (isCancelled) {
            return;
        }
        try {
            read();
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    final void done() {
        isUnderWay = false;
        onDone(failure);
    }
}
