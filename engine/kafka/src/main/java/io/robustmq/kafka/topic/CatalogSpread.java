package io.robustmq.kafka.topic;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.robustmq.kernel.cores.CoreLinks;
import io.robustmq.kernel.cores.MessageTypes;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The catalog on all cores of a node: its home tells the others of a change once it is kept, so
 * that no record is ever kept of a topic that is not; the others ask it for topics that are to be
 * made.
 */
@OwnedBy(Core.class)
public final class CatalogSpread {
    /** The home tells the event that is the tag. */
    private static final int CHANGED = MessageTypes.FIRST_OF_PROTOCOLS + 30;

    /** Any core → the home: make the topic that the body names. */
    private static final int WANTED = CHANGED + 1;

    /** The home has dealt with one {@link #WANTED}, whatever came of it. */
    private static final int DEALT_WITH = CHANGED + 2;

    /** Questions for topics on their way to the home and not yet dealt with: more are not asked. */
    static final int WANTED_MAX = 64;

    private final CoreLinks links;
    private final Catalog catalog;
    private final CommitGate gate;
    private final int home;
    private final ArrayDeque<Change> unkept = new ArrayDeque<>();
    private Consumer<String> maker = name -> {};
    private int wantedNow;

    private record Change(long mark, int type, UnsafeBuffer event) {}

    /**
     * @param home the catalog's core
     */
    public CatalogSpread(CoreLinks links, Catalog catalog, CommitGate gate, int home) {
        this.links = links;
        this.catalog = catalog;
        this.gate = gate;
        this.home = home;
        links.on(CHANGED, (from, type, buffer, at, length) -> heard((int) type, buffer, at));
        links.on(WANTED, (from, tag, buffer, at, length) -> wanted(from, buffer, at, length));
        links.on(DEALT_WITH, (from, tag, buffer, at, length) -> wantedNow--);
        if (links.self() == home) {
            catalog.spread(this::changed);
        }
    }

    /** On the home: what makes a topic that another core wants. */
    public void maker(Consumer<String> makes) {
        maker = makes;
    }

    private void changed(int type, DirectBuffer event, int length) {
        UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
        copy.putBytes(0, event, 0, length);
        unkept.add(new Change(gate.mark(), type, copy));
    }

    private void heard(int type, DirectBuffer buffer, int at) {
        catalog.replay(type, buffer, at);
    }

    private void wanted(int from, DirectBuffer name, int at, int length) {
        byte[] bytes = new byte[length];
        name.getBytes(at, bytes);
        maker.accept(new String(bytes, US_ASCII));
        links.post(from, DEALT_WITH, 0);
    }

    /**
     * Not the home: asks for a topic of a legal name; the client asks again for what comes of it.
     */
    public void want(String name) {
        if (wantedNow < WANTED_MAX) {
            wantedNow++;
            UnsafeBuffer bytes = new UnsafeBuffer(name.getBytes(US_ASCII));
            links.post(home, WANTED, 0, bytes, 0, bytes.capacity());
        }
    }

    /** Every cycle, behind the gate's: tells what became kept. @return changes told */
    public int doWork() {
        int told = 0;
        for (Change next = unkept.peek();
                next != null && gate.isReached(next.mark());
                next = unkept.peek()) {
            unkept.remove();
            for (int core = 0; core < links.cores(); core++) {
                if (core != home) {
                    links.post(
                            core, CHANGED, next.type(), next.event(), 0, next.event().capacity());
                }
            }
            told++;
        }
        return told;
    }
}
