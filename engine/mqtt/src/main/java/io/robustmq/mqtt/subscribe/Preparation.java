package io.robustmq.mqtt.subscribe;

import io.robustmq.kernel.topic.SharedFilter;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One SUBSCRIBE that the other cores are being made ready for. */
@OwnedBy(Core.class)
public final class Preparation {
    /**
     * One filter of it.
     *
     * @param name as the client wrote it
     * @param options the wire's subscription options byte
     * @param identifier 0 for none
     */
    public record Wanted(String name, SharedFilter filter, int options, int identifier) {}

    private final List<Wanted> wanted;
    private int awaited;
    private boolean over;
    private @Nullable Runnable whenReady;

    Preparation(List<Wanted> wanted) {
        this.wanted = wanted;
    }

    List<Wanted> wanted() {
        return wanted;
    }

    /** One more core is to answer. */
    void await() {
        awaited++;
    }

    void answered() {
        awaited--;
        Runnable then = whenReady;
        if (awaited == 0 && then != null) {
            whenReady = null;
            then.run();
        }
    }

    /** The SUBSCRIBE was carried out, or never will be. */
    void over() {
        over = true;
        whenReady = null;
    }

    boolean isOver() {
        return over;
    }

    public boolean isReady() {
        return awaited == 0;
    }

    /** Runs something when all have answered; it is not {@link #isReady()} yet. */
    public void whenReady(Runnable then) {
        whenReady = then;
    }
}
