package io.robustmq.loadgen.ledger;

import io.robustmq.loadgen.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a ledger comes to. Everything in it was read by everyone who was there from the beginning:
 *
 * <ul>
 *   <li>lost: acknowledged, and an audience never read it
 *   <li>duplicated: QoS 2, read more than once
 *   <li>reordered: read for the first time after a later one of the same publisher and topic
 *   <li>phantom: read though it was never sent, or was refused
 *   <li>stale: a topic retains an older message than the last one acknowledged, or none
 *   <li>sessions lost: a client came back and the broker did not know it
 * </ul>
 */
public final class Audit {
    private static final int EXAMPLES = 5;

    private final Cuts cuts;
    private final Map<Value, Long> invokedUs = new HashMap<>();
    private final Map<Value, Long> acknowledgedUs = new HashMap<>();
    private final Set<Value> refused = new HashSet<>();
    private final Map<String, Audience> audienceOf = new HashMap<>();
    private final Map<String, Audience> audiences = new TreeMap<>();
    private final Map<String, Long> connectedUs = new HashMap<>();

    /** QoS 2 that readers have not released, by client and packet identifier. */
    private final Map<String, Value> held = new HashMap<>();

    private final Map<String, Long> retained = new HashMap<>();
    private final List<String> examples = new ArrayList<>();

    private boolean visited;
    private long unknown;
    private long lost;
    private long duplicated;
    private long reordered;
    private long phantom;
    private long stale;
    private long corrupt;
    private long sessionsLost;
    private long excused;

    private Audit(Cuts cuts) {
        this.cuts = cuts;
    }

    /**
     * @param window what was acknowledged no longer than that before a cut may be lost
     */
    static Audit of(List<Entry> entries, Duration window) {
        Audit audit = new Audit(Cuts.of(entries, window));
        entries.forEach(audit::take);
        audit.conclude();
        return audit;
    }

    /** Adds counts, and a failure for each kind of violation there is. */
    public static void report(Path ledger, Duration window, Report report) throws IOException {
        of(LedgerFile.read(ledger), window).describe(report);
    }

    /** Adds what was sent and answered; a failure when nothing was. */
    public static void summarize(Path ledger, Report report) throws IOException {
        of(LedgerFile.read(ledger), Duration.ZERO).describeSent(report);
    }

    private void take(Entry entry) {
        switch (entry.action()) {
            case INVOKE -> invokedUs.put(entry.requireValue(), entry.timeUs());
            case OK -> acknowledgedUs.putIfAbsent(entry.requireValue(), entry.timeUs());
            case REFUSED -> refused.add(entry.requireValue());
            case UNKNOWN -> unknown++;
            case SUBSCRIBED -> onSubscribed(entry);
            case CONNECTED -> connectedUs.put(entry.client(), entry.timeUs());
            case SESSION_LOST -> onSessionLost(entry);
            case READ -> onRead(entry);
            case RELEASE -> onRelease(entry);
            case CORRUPT -> {
                corrupt++;
                example(entry.client() + " got " + entry.detail() + " bytes that are not right");
            }
            case RETAINED -> {
                if (isVisitor(entry.client())) {
                    Value value = entry.requireValue();
                    retained.put(value.line(), value.sequence());
                }
            }
            default -> {}
        }
    }

    private static boolean isVisitor(String client) {
        return client.startsWith("v");
    }

    private void onSubscribed(Entry entry) {
        if (isVisitor(entry.client())) {
            visited = true;
            retained.clear();
            return;
        }
        String filter = entry.detail();
        boolean shared = filter.startsWith("$share/");
        String name = shared ? filter : entry.client();
        audienceOf.put(
                entry.client(), audiences.computeIfAbsent(name, n -> new Audience(n, !shared)));
    }

    private void onSessionLost(Entry entry) {
        if (cuts.excuse(connectedUs.getOrDefault(entry.client(), 0L))) {
            excused++;
        } else {
            sessionsLost++;
            example("the session of " + entry.client() + " is gone");
        }
    }

    private void onRead(Entry entry) {
        Value value = entry.requireValue();
        Audience audience = audienceOf.get(entry.client());
        if (audience == null || isVisitor(entry.client())) {
            return;
        }
        if (!invokedUs.containsKey(value)) {
            phantom++;
            example(audience.name() + " read " + value.text() + ", which was never sent");
        }
        @Nullable Long beforeUs = audience.read(value, entry.timeUs());
        if (value.kind().qos() == 2) {
            held.put(exchange(entry), value);
        }
        if (beforeUs != null && value.kind().qos() == 2) {
            onReadAgain(audience, value, beforeUs);
        }
        if (beforeUs == null && audience.isOutOfOrder(value)) {
            reordered++;
            example(audience.name() + " read " + value.text() + " after a later one");
        }
    }

    private static String exchange(Entry entry) {
        return entry.client() + " " + entry.detail();
    }

    private void onRelease(Entry entry) {
        @Nullable Value value = held.remove(exchange(entry));
        @Nullable Audience audience = audienceOf.get(entry.client());
        if (value != null && audience != null) {
            audience.released(value, entry.timeUs());
        }
    }

    /** A cut that takes back the end of the exchange lets it begin again. */
    private void onReadAgain(Audience audience, Value value, long beforeUs) {
        if (cuts.excuse(beforeUs)) {
            excused++;
        } else {
            duplicated++;
            example(audience.name() + " read " + value.text() + " twice");
        }
    }

    private void conclude() {
        acknowledgedUs.forEach((value, timeUs) -> {
            for (Audience audience : audiences.values()) {
                if (!audience.hasRead(value)) {
                    onLost(audience, value, timeUs);
                }
            }
        });
        for (Value value : refused) {
            for (Audience audience : audiences.values()) {
                if (audience.hasRead(value)) {
                    phantom++;
                    example(audience.name() + " read " + value.text() + ", which was refused");
                }
            }
        }
        if (visited) {
            acknowledgedUs.forEach(this::checkRetained);
        }
    }

    private void onLost(Audience audience, Value value, long timeUs) {
        if (cuts.excuse(timeUs)) {
            excused++;
        } else {
            lost++;
            example(
                    audience.name()
                            + " never read "
                            + value.text()
                            + ", acknowledged at "
                            + timeUs);
        }
    }

    private void checkRetained(Value value, long timeUs) {
        boolean kept = retained.getOrDefault(value.line(), 0L) >= value.sequence();
        if (!value.kind().isRetained() || kept) {
            return;
        }
        if (cuts.excuse(timeUs)) {
            excused++;
        } else {
            stale++;
            example(value.text() + " was acknowledged, an older one is retained");
        }
    }

    private void example(String of) {
        if (examples.size() < EXAMPLES) {
            examples.add(of);
        }
    }

    private long readAgain() {
        return audiences.values().stream().mapToLong(Audience::readAgain).sum();
    }

    private void describeSent(Report report) {
        report.section("counts")
                .put("sent", invokedUs.size())
                .put("acked", acknowledgedUs.size())
                .put("refused", refused.size())
                .put("unknown", unknown);
        if (acknowledgedUs.isEmpty()) {
            report.fail("nothing was acknowledged");
        }
    }

    private void describe(Report report) {
        describeSent(report);
        report.section("counts")
                .put("audiences", audiences.size())
                .put("lost", lost)
                .put("duplicated", duplicated)
                .put("reordered", reordered)
                .put("phantom", phantom)
                .put("stale", stale)
                .put("corrupt", corrupt)
                .put("sessions_lost", sessionsLost)
                .put("excused", excused)
                .put("read_again", readAgain());
        failIf(report, lost, "acknowledged and lost");
        failIf(report, duplicated, "QoS 2 messages read more than once");
        failIf(report, reordered, "out of order");
        failIf(report, phantom, "read and never accepted");
        failIf(report, stale, "retained messages older than acknowledged");
        failIf(report, corrupt, "not as they were sent");
        failIf(report, sessionsLost, "durable sessions gone");
        examples.forEach(report::note);
    }

    private static void failIf(Report report, long count, String what) {
        if (count > 0) {
            report.fail(count + " " + what);
        }
    }

    long lost() {
        return lost;
    }

    long duplicated() {
        return duplicated;
    }

    long reordered() {
        return reordered;
    }

    long phantom() {
        return phantom;
    }

    long stale() {
        return stale;
    }

    long corrupt() {
        return corrupt;
    }

    long sessionsLost() {
        return sessionsLost;
    }

    long excused() {
        return excused;
    }
}
