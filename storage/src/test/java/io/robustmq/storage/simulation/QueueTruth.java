package io.robustmq.storage.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a shard's queues must hold: all that was decided, in the order of the stream. A crash cuts
 * its end off, and what was out then waits again.
 */
final class QueueTruth {
    /** One message in one queue. */
    static final class Held {
        final long message;
        boolean isOut;
        boolean mayBePurged;
        int returns;

        Held(long message) {
            this.message = message;
        }
    }

    private record Event(long end, Runnable effect) {}

    private List<Event> events = new ArrayList<>();
    private final Map<Long, TreeMap<Long, Held>> queues = new HashMap<>();
    private final Map<Long, Long> senders = new HashMap<>();
    private final Set<String> everDelivered = new HashSet<>();
    private final Set<String> everPurged = new HashSet<>();

    private void happened(long end, Runnable effect) {
        events.add(new Event(end, effect));
        effect.run();
    }

    void declared(long end, long queue) {
        happened(end, () -> queues.put(queue, new TreeMap<>()));
    }

    void deleted(long end, long queue) {
        happened(end, () -> queues.remove(queue));
    }

    void published(long end, List<Long> targets, long message) {
        happened(end, () -> targets.forEach(each -> queue(each).put(message, new Held(message))));
    }

    void sent(long end, long sender, long sequence) {
        happened(end, () -> senders.merge(sender, sequence, Math::max));
    }

    void removed(long end, long queue, long message) {
        happened(end, () -> queue(queue).remove(message));
    }

    void returned(long end, long queue, long message) {
        happened(
                end,
                () -> {
                    Held held = queue(queue).get(message);
                    if (held != null) {
                        held.isOut = false;
                        held.returns++;
                    }
                });
    }

    /** At once. */
    void purged(long end, long queue) {
        Set<Long> purged = new HashSet<>(queue(queue).keySet());
        purged.removeAll(out(queue));
        happened(end, () -> queue(queue).keySet().removeAll(purged));
    }

    /** Bit by bit, and perhaps not all when the process ends meanwhile. */
    void purges(long queue) {
        for (Held held : queue(queue).values()) {
            if (!held.isOut) {
                held.mayBePurged = true;
                everPurged.add(queue + ":" + held.message);
            }
        }
    }

    void purgeEnded(long queue) {
        queue(queue).values().removeIf(held -> held.mayBePurged && !held.isOut);
        queue(queue).values().forEach(held -> held.mayBePurged = false);
    }

    /** Not an event. */
    void delivered(long queue, long message) {
        Held held = queue(queue).get(message);
        if (held == null) {
            throw new AssertionError("message " + message + " is not in queue " + queue);
        }
        held.isOut = true;
        everDelivered.add(queue + ":" + message);
    }

    boolean wasDelivered(long queue, long message) {
        return everDelivered.contains(queue + ":" + message);
    }

    /** The process ended; of the stream, all before this position is left. */
    void cutAt(long end) {
        queues.clear();
        senders.clear();
        List<Event> left = new ArrayList<>();
        for (Event event : events) {
            if (event.end() <= end) {
                left.add(event);
                event.effect().run();
            }
        }
        events = left;
        queues.forEach((id, queue) ->
                queue.values()
                        .forEach(held -> {
                            held.isOut = false;
                            held.mayBePurged = everPurged.contains(id + ":" + held.message);
                        }));
    }

    Set<Long> queues() {
        return queues.keySet();
    }

    TreeMap<Long, Held> queue(long id) {
        return queues.computeIfAbsent(id, unknown -> new TreeMap<>());
    }

    long lastSent(long sender) {
        return senders.getOrDefault(sender, -1L);
    }

    /** What must be delivered next, given what is; null when nothing waits. */
    @Nullable Held first(long queue, long delivered) {
        for (Held held : new ArrayList<>(queue(queue).values())) {
            if (held.isOut) {
                continue;
            }
            if (held.message != delivered && held.mayBePurged) {
                queue(queue).remove(held.message);
                continue;
            }
            return held;
        }
        return null;
    }

    long waiting(long queue) {
        return queue(queue).values().stream().filter(held -> !held.isOut).count();
    }

    boolean isSure(long queue) {
        return queue(queue).values().stream().noneMatch(held -> held.mayBePurged);
    }

    List<Long> out(long queue) {
        return queue(queue).values().stream()
                .filter(held -> held.isOut)
                .map(held -> held.message)
                .toList();
    }
}
