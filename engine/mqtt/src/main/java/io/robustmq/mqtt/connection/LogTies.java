package io.robustmq.mqtt.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.kernel.cores.Announcements;
import io.robustmq.kernel.logged.ClosedTopics;
import io.robustmq.kernel.logged.Deliverer;
import io.robustmq.kernel.logged.LoggedTopics;
import io.robustmq.kernel.logged.RecordSink;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.route.Route;
import io.robustmq.kernel.route.Subscription;
import io.robustmq.kernel.route.SubscriptionTree;
import io.robustmq.kernel.topic.FilterMatch;
import io.robustmq.mqtt.publish.Router;
import io.robustmq.mqtt.session.LogRecipient;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Logged topics as MQTT has them: a sink is one more recipient in the tree, of QoS 2, that keeps
 * what it gets. So a message finds it by its route like any subscriber, from every core, and is
 * acknowledged when it is kept; and where nothing is tied nothing is asked.
 */
@OwnedBy(Core.class)
final class LogTies implements LoggedTopics, Deliverer {
    private static final int QOS_2 = 2;
    private static final boolean KEEPS = true;

    private final SubscriptionTree tree;
    private final Router router;
    private final @Nullable Neighbours neighbours;
    private final DiskAdmission disk;
    private final QueueAdmission queues;
    private final int packetBytesMax;
    private final Map<Tie, LogRecipient> ties = new HashMap<>();

    /** Filters that are logged, on any core, as often as there are topics. */
    private final List<byte[]> limited = new ArrayList<>();

    private int recordBytesMax = Integer.MAX_VALUE;

    private final List<Closed> closed = new ArrayList<>();

    private record Closed(byte[] filter, ClosedTopics topics) {}

    private record Tie(String filter, RecordSink sink) {}

    /**
     * @param neighbours null when the node has one core
     * @param packetBytesMax longer records are for nobody here
     */
    LogTies(
            SubscriptionTree tree,
            Router router,
            @Nullable Neighbours neighbours,
            DiskAdmission disk,
            QueueAdmission queues,
            int packetBytesMax) {
        this.tree = tree;
        this.router = router;
        this.neighbours = neighbours;
        this.disk = disk;
        this.queues = queues;
        this.packetBytesMax = packetBytesMax;
    }

    // ---- LoggedTopics ----

    @Override
    public void tie(String filter, RecordSink sink) {
        LogRecipient recipient = new LogRecipient(sink);
        if (ties.putIfAbsent(new Tie(filter, sink), recipient) != null) {
            return;
        }
        Announcements told = neighbours == null ? null : neighbours.announcements();
        if (told != null) {
            told.hold(filter, KEEPS);
        }
        tree.add(filter, new Subscription(recipient, filter, QOS_2, 0));
        if (told != null) {
            told.added(filter, KEEPS);
            told.letGo(filter, KEEPS);
        }
    }

    @Override
    public void untie(String filter, RecordSink sink) {
        LogRecipient recipient = ties.remove(new Tie(filter, sink));
        if (recipient != null && tree.remove(filter, recipient) && neighbours != null) {
            neighbours.announcements().removed(filter, KEEPS);
        }
    }

    @Override
    public void limit(String filter, int bytesMax) {
        recordBytesMax = bytesMax;
        limited.add(filter.getBytes(UTF_8));
    }

    @Override
    public void unlimit(String filter) {
        byte[] bytes = filter.getBytes(UTF_8);
        for (int i = 0; i < limited.size(); i++) {
            if (Arrays.equals(limited.get(i), bytes)) {
                limited.remove(i);
                break;
            }
        }
        if (limited.isEmpty()) {
            recordBytesMax = Integer.MAX_VALUE;
        }
    }

    @Override
    public void close(String filter, ClosedTopics topics) {
        closed.add(new Closed(filter.getBytes(UTF_8), topics));
    }

    @Override
    public void open(ClosedTopics topics) {
        closed.removeIf(each -> each.topics == topics);
    }

    /** Whether a log that wants it can keep nothing; nothing is looked into while all are well. */
    boolean isClosed(DirectBuffer topic, int offset, int length) {
        for (int i = 0; i < closed.size(); i++) {
            Closed each = closed.get(i);
            if (FilterMatch.matches(each.filter, topic, offset, length)
                    && each.topics.has(topic, offset, length)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a packet of this length is too long for a log that wants it; looked into only when it
     * is very long, and something is tied at all.
     */
    boolean isTooLong(int packetBytes, DirectBuffer topic, int offset, int length) {
        if (packetBytes + 2 * length + RecordSink.OVERHEAD_BYTES_MAX <= recordBytesMax) {
            return false;
        }
        for (byte[] filter : limited) {
            if (FilterMatch.matches(filter, topic, offset, length)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void whenTold(Runnable then) {
        if (neighbours == null) {
            then.run();
        } else {
            neighbours.broadcasts().whenTaken(neighbours.broadcasts().fence(), then);
        }
    }

    // ---- Deliverer ----

    @Override
    public Outcome tryDeliver(Publication publication) {
        if (publication.payloadLength() > packetBytesMax) {
            return Outcome.TOO_LARGE;
        }
        Route route = router.route(publication);
        if (!router.hasRoom(route, publication)) {
            return Outcome.NO_ROOM;
        }
        if (!mayKeep(route)) {
            return Outcome.LATER;
        }
        router.deliver(publication, route);
        return Outcome.DELIVERED;
    }

    /** While sessions or the disk take no more, records wait where they are. */
    private boolean mayKeep(Route route) {
        return !Router.isKept(route) || disk.isWell() && !queues.isFull();
    }

    @Override
    public long ticket() {
        return neighbours == null ? 0 : neighbours.confirmations().last();
    }

    @Override
    public boolean isKept(long ticket) {
        return neighbours == null || neighbours.confirmations().isTaken(ticket);
    }
}
