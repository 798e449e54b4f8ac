package io.robustmq.loadgen.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The cuts a ledger tells of, and how long before each of them the broker promised nothing. */
final class Cuts {
    private final List<Span> spans = new ArrayList<>();

    private Cuts() {}

    static Cuts of(List<Entry> entries, Duration window) {
        Cuts cuts = new Cuts();
        long windowUs = TimeUnit.NANOSECONDS.toMicros(window.toNanos());
        long cuttingUs = 0;
        for (Entry entry : entries) {
            if (entry.action() == Action.CUTTING) {
                cuttingUs = entry.timeUs();
            } else if (entry.action() == Action.CUT && windowUs > 0) {
                cuts.spans.add(new Span(cuttingUs - windowUs, entry.timeUs()));
            }
        }
        return cuts;
    }

    /** Whether what happened then may be undone. */
    boolean excuse(long timeUs) {
        return spans.stream().anyMatch(span -> span.fromUs <= timeUs && timeUs <= span.untilUs);
    }

    private record Span(long fromUs, long untilUs) {}
}
