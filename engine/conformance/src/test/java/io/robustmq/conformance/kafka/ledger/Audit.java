package io.robustmq.conformance.kafka.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a ledger comes to, beside what the topic holds in the end:
 *
 * <ul>
 *   <li>lost: acknowledged, and not there, or not at the offset that was acknowledged
 *   <li>duplicated: there more than once
 *   <li>reordered: behind a later one of the same producer and partition
 *   <li>phantom: there though it was never sent
 *   <li>taken back: a group read it, and now there is something else at its offset, or nothing
 *   <li>skipped: the group's offset is behind it, and no member read it
 *   <li>forgotten: the group's offset is before one that was acknowledged to a member
 * </ul>
 */
final class Audit {
    private static final int EXAMPLES = 5;

    private final Map<Integer, List<String>> held;
    private final Map<String, Long> count = new TreeMap<>();
    private final List<String> examples = new ArrayList<>();

    private final Set<String> sent = new HashSet<>();
    private final Map<String, Long> acknowledged = new HashMap<>();
    private final Map<Integer, Set<Long>> read = new HashMap<>();
    private final Map<Integer, Long> committed = new HashMap<>();

    private Audit(Map<Integer, List<String>> held) {
        this.held = held;
        for (String name : Words.ALL) {
            count.put(name, 0L);
        }
    }

    /** In the order in which they are told. */
    private static final class Words {
        static final String ACKED = "acked", FAILED = "failed", READ = "read";
        static final List<String> WRONG =
                List.of(
                        "lost",
                        "duplicated",
                        "reordered",
                        "phantom",
                        "taken_back",
                        "skipped",
                        "forgotten");
        static final List<String> ALL = new ArrayList<>(List.of(ACKED, FAILED, READ));

        static {
            ALL.addAll(WRONG);
        }
    }

    /**
     * @param held values of each partition from offset 0 on
     * @param kept the group's offsets in the end, by partition; empty when nobody read as a group
     */
    static Audit of(
            Collection<Entry> entries, Map<Integer, List<String>> held, Map<Integer, Long> kept) {
        Audit audit = new Audit(held);
        entries.forEach(audit::take);
        audit.acknowledged.forEach(audit::judgeAcknowledged);
        held.values().forEach(audit::judgeHeld);
        kept.forEach(audit::judgeGroup);
        audit.committed.forEach((partition, offset) -> {
            if (kept.getOrDefault(partition, 0L) < offset) {
                audit.note("forgotten", "offset " + offset + " of partition " + partition);
            }
        });
        return audit;
    }

    private void take(Entry entry) {
        switch (entry.action()) {
            case "invoke" -> sent.add(entry.what());
            case "ok" -> {
                add(Words.ACKED);
                acknowledged.put(entry.what(), Long.parseLong(entry.detail()));
            }
            case "failed" -> add(Words.FAILED);
            case "read" -> takeRead(entry);
            case "committed" ->
                    committed.merge(
                            Integer.parseInt(entry.what()),
                            Long.parseLong(entry.detail()),
                            Math::max);
            default -> {}
        }
    }

    private void takeRead(Entry entry) {
        String[] where = entry.what().split("/", -1);
        int partition = Integer.parseInt(where[0]);
        long offset = Long.parseLong(where[1]);
        add(Words.READ);
        read.computeIfAbsent(partition, _ -> new HashSet<>()).add(offset);
        if (!at(partition, offset).equals(entry.detail())) {
            note("taken_back", entry.detail() + ", which was read at " + entry.what());
        }
    }

    private String at(int partition, long offset) {
        List<String> values = held.getOrDefault(partition, List.of());
        return offset < values.size() ? values.get((int) offset) : Entry.NONE;
    }

    private void judgeAcknowledged(String value, long offset) {
        String there = at(Entry.partitionOf(value), offset);
        if (!there.equals(value)) {
            note("lost", value + ", acknowledged at " + offset + ", where " + there + " is");
        }
    }

    private void judgeHeld(List<String> values) {
        Set<String> seen = new HashSet<>();
        Map<String, Long> latest = new HashMap<>();
        for (String value : values) {
            if (!sent.contains(value)) {
                note("phantom", value);
            } else if (!seen.add(value)) {
                note("duplicated", value);
            } else if (Entry.numberOf(value) < latest.getOrDefault(Entry.lineOf(value), -1L)) {
                note("reordered", value);
            } else {
                latest.put(Entry.lineOf(value), Entry.numberOf(value));
            }
        }
    }

    private void judgeGroup(int partition, long offset) {
        Set<Long> seen = read.getOrDefault(partition, Set.of());
        for (long i = 0; i < offset; i++) {
            if (!seen.contains(i)) {
                note("skipped", at(partition, i));
            }
        }
    }

    private void add(String name) {
        count.merge(name, 1L, Long::sum);
    }

    private void note(String name, String example) {
        add(name);
        if (count(name) <= EXAMPLES) {
            examples.add(name + " " + example);
        }
    }

    long count(String name) {
        return count.getOrDefault(name, 0L);
    }

    /** The first few of each kind of wrong. */
    List<String> examples() {
        return examples;
    }

    boolean isClean() {
        return Words.WRONG.stream().allMatch(name -> count(name) == 0);
    }

    /** All counts in a line: {@code acked 17, failed 0, …}. */
    String counts() {
        StringBuilder line = new StringBuilder();
        for (String name : Words.ALL) {
            line.append(line.isEmpty() ? "" : ", ").append(name).append(' ').append(count(name));
        }
        return line.toString();
    }
}
