package io.robustmq.mqtt.connection;

import io.robustmq.codec.mqtt.decode.FixedHeader;
import io.robustmq.kernel.message.Message;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.retained.RetainedMessages;
import io.robustmq.kernel.route.MatchCache;
import io.robustmq.kernel.route.RouteSummary;
import io.robustmq.kernel.route.RouteVersions;
import io.robustmq.kernel.route.SubscriptionTree;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.mqtt.publish.PublishForms;
import io.robustmq.mqtt.publish.Router;
import io.robustmq.mqtt.session.Sessions;
import io.robustmq.mqtt.session.Will;
import io.robustmq.mqtt.subscribe.RetainedReplays;
import io.robustmq.mqtt.subscribe.Subscriptions;
import io.robustmq.security.Authenticator;
import io.robustmq.storage.journal.MemoryJournal;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreDuty;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Acceptor;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** MQTT on one core: makes everything its connections share, and does their part of each cycle. */
@OwnedBy(Core.class)
public final class MqttCore implements CoreDuty, Acceptor {
    /** Topics whose routes a core remembers, and the bytes these may take. */
    private static final int ROUTES_MAX = 1 << 17;

    private static final long ROUTE_BYTES_MAX = 64L << 20;

    /** Session numbers of one core: enough for 16 million sessions a second over a year and a half. */
    private static final int SESSION_NUMBER_BITS = 50;

    private final MqttServices services;
    private final Sessions sessions;
    private final CommitGate gate;
    private final RetainedReplays replays;
    private final RetainedMessages retained;
    private final Router router;
    private final Publication willPublication = new Publication();

    /**
     * @param allCores every core's counters, this core's at its index
     * @param identity what {@code $SYS} says of the node
     */
    public MqttCore(
            Core core,
            Shards shards,
            MqttConfig config,
            Authenticator authenticator,
            List<MqttCounters> allCores,
            NodeIdentity identity) {
        long hashSeed = new SecureRandom().nextLong();
        MqttCounters counters = allCores.get(core.index());
        gate = new CommitGate(new MemoryJournal(shards.count()), shards.count());
        RouteVersions versions = new RouteVersions(hashSeed);
        SubscriptionTree tree = new SubscriptionTree(versions, hashSeed);
        RouteSummary others = new RouteSummary(versions, hashSeed);
        router = new Router(new MatchCache(tree, others, versions, ROUTES_MAX, ROUTE_BYTES_MAX, hashSeed));
        retained =
                new RetainedMessages(
                        gate, shards, config.retained().maxCount(), config.retained().maxBytes(), hashSeed);
        replays = new RetainedReplays(retained, core.clock());
        Subscriptions subscriptions = new Subscriptions(tree, config.sharedStrategy(), counters);
        sessions =
                new Sessions(
                        core,
                        gate,
                        shards,
                        config.sessions(),
                        counters,
                        ((long) core.index() << SESSION_NUMBER_BITS) + 1,
                        this::publishWill,
                        subscriptions::drop);
        SysTopics sysTopics =
                new SysTopics(core, router, retained, allCores, identity.id(), identity.version(), identity.startedMs());
        PublishForms forms = new PublishForms();
        services =
                new MqttServices(
                        core,
                        config,
                        authenticator,
                        counters,
                        sessions,
                        forms,
                        new HeldAcks(gate),
                        new Admission(core.clock(), config.connections(), shards.cores()),
                        new OpenConnections(),
                        new ClientIds(),
                        new ConnectReader(config, core.clock()),
                        new AuthPackets(),
                        new PublishReceiver(core.clock(), config, router, forms, retained, counters),
                        new PublishSender(core.clock(), counters),
                        new SubscribeReceiver(config, subscriptions, replays, sysTopics),
                        new AckReceiver(config.sessions()),
                        new FixedHeader(),
                        MqttServices.scratchProperties());
    }

    @Override
    public @Nullable ConnectionHandler onConnected(Connection connection) {
        return services.admission().tryEnter() ? new MqttConnection(connection, services) : null;
    }

    private void publishWill(Will will) {
        Message message = will.message();
        long nowMs = services.core().clock().nowMs();
        long expiresAtMs = will.expirySeconds() < 0 ? Message.NEVER : nowMs + will.expirySeconds() * 1000;
        willPublication.wrap(message).publishedAt(nowMs, expiresAtMs);
        if (message.retain()) {
            retained.retain(willPublication);
        }
        router.publish(willPublication);
    }

    // ---- CoreDuty ----

    @Override
    public int drainReplies() {
        return 0;
    }

    @Override
    public int drainRequests() {
        return 0;
    }

    @Override
    public int endOfCycle() {
        int work = replays.doWork() + gate.doWork() + services.heldAcks().release();
        if (work > 0) {
            MqttCounters counters = services.counters();
            counters.set(MqttMetric.RETAINED_MESSAGES, retained.count());
            counters.set(MqttMetric.RETAINED_BYTES, retained.bytes());
        }
        return work;
    }

    /** The server stops: every client is told and closed. @return how many */
    public int drain() {
        int open = services.openConnections().count();
        services.openConnections().drainAll();
        return open;
    }

    public int coreIndex() {
        return services.core().index();
    }

    public int openConnections() {
        return services.openConnections().count();
    }

    /** What {@code $SYS/brokers} says of this node. */
    public record NodeIdentity(String id, String version, long startedMs) {}
}
