package io.robustmq.kernel.cores;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.transport.core.CoreCell;
import io.robustmq.transport.core.CoreCells;
import io.robustmq.transport.core.CoreErrors;
import io.robustmq.transport.ring.CoreRings;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Cores that do nothing but talk, over real rings, each in its turn. */
public final class LinkedCores {
    public final List<CoreLinks> links = new ArrayList<>();
    private final CoreCells cells = new CoreCells();

    public LinkedCores(int cores, int ringBytes) {
        NodeLinks node = new NodeLinks(new CoreRings(cores, ringBytes), 1 << 20);
        for (int core = 0; core < cores; core++) {
            links.add(node.of(core, new CoreErrors("core " + core, cells)));
        }
    }

    /** What arrives at a core of a type, as {@code "from:tag:body"}. */
    List<String> heard(int core, int type) {
        List<String> heard = new ArrayList<>();
        links.get(core)
                .on(
                        type,
                        (from, tag, buffer, at, length) ->
                                heard.add(from + ":" + tag + ":" + text(buffer, at, length)));
        return heard;
    }

    void post(int from, int to, int type, long tag, String body) {
        UnsafeBuffer bytes = bytes(body);
        links.get(from).post(to, type, tag, bytes, 0, bytes.capacity());
    }

    /** One core's cycle: reads, then writes what waits. */
    public void cycle(int core) {
        links.get(core).drain();
        links.get(core).flush();
    }

    long errors() {
        return cells.get(CoreCell.ERRORS);
    }

    static UnsafeBuffer bytes(String text) {
        return new UnsafeBuffer(text.getBytes(UTF_8));
    }

    static String text(DirectBuffer buffer, int at, int length) {
        return buffer.getStringWithoutLengthUtf8(at, length);
    }
}
