package io.robustmq.mqtt.connection;

import io.robustmq.codec.mqtt.decode.FixedHeader;
import io.robustmq.kernel.cores.Announcements;
import io.robustmq.kernel.cores.Broadcasts;
import io.robustmq.kernel.cores.Confirmations;
import io.robustmq.kernel.cores.CoreLinks;
import io.robustmq.kernel.cores.PublicationFlyweight;
import io.robustmq.kernel.cores.Retries;
import io.robustmq.kernel.forward.Forwards;
import io.robustmq.kernel.logged.Deliverer;
import io.robustmq.kernel.logged.LoggedTopics;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.relay.Relays;
import io.robustmq.kernel.retained.RetainedMessages;
import io.robustmq.kernel.route.MatchCache;
import io.robustmq.kernel.route.RouteSummary;
import io.robustmq.kernel.route.RouteVersions;
import io.robustmq.kernel.route.SubscriptionTree;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.mqtt.CoreMessage;
import io.robustmq.mqtt.MqttConfig;
import io.robustmq.mqtt.delayed.DelayedMessages;
import io.robustmq.mqtt.delayed.Delays;
import io.robustmq.mqtt.group.GroupsHeard;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.metrics.MqttMetric;
import io.robustmq.mqtt.publish.BodyLeases;
import io.robustmq.mqtt.publish.CorePublishes;
import io.robustmq.mqtt.publish.HomedRetains;
import io.robustmq.mqtt.publish.LargeBodies;
import io.robustmq.mqtt.publish.LentPublication;
import io.robustmq.mqtt.publish.PublishForms;
import io.robustmq.mqtt.publish.PublishWay;
import io.robustmq.mqtt.publish.Router;
import io.robustmq.mqtt.session.SessionForwards;
import io.robustmq.mqtt.session.Sessions;
import io.robustmq.mqtt.subscribe.GroupMail;
import io.robustmq.mqtt.subscribe.Preparations;
import io.robustmq.mqtt.subscribe.Restoration;
import io.robustmq.mqtt.subscribe.RetainedReplays;
import io.robustmq.mqtt.subscribe.Subscriptions;
import io.robustmq.security.Authenticator;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreDuty;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.memory.SharedBody;
import io.robustmq.transport.net.Acceptor;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import java.security.SecureRandom;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** MQTT on one core: makes everything its connections share, and does their part of each cycle. */
@OwnedBy(Core.class)
public final class MqttCore implements CoreDuty, Acceptor {
    /** Topics whose routes a core remembers, and the bytes these may take. */
    private static final int ROUTES_MAX = 1 << 17;

    private static final long ROUTE_BYTES_MAX = 64L << 20;

    /**
     * Session numbers of one core: enough for 16 million sessions a second over a year and a half.
     */
    private static final int SESSION_NUMBER_BITS = 50;

    /** Most output that waits in a connection at home here for the core of its socket. */
    private static final int RELAYED_OUTPUT_BYTES = 256 << 10;

    private final MqttServices services;
    private final Sessions sessions;
    private final CommitGate gate;
    private final MqttRecovery recovery;
    private final LargeBodies bodies;
    private final RetainedReplays replays;
    private final RetainedMessages retained;
    private final Router router;
    private final @Nullable Neighbours neighbours;
    private final @Nullable HomedRetains homedRetains;
    private final DiskAdmission disk;
    private final QueueAdmission queues;
    private final Forwards forwards;
    private final GroupsHeard groupsHeard;
    private final LogTies logTies;
    private final Publication arrived = new Publication();

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
            NodeIdentity identity,
            LargeBodies bodies,
            CommitGate gate) {
        this(core, shards, config, authenticator, allCores, identity, bodies, gate, null);
    }

    /**
     * @param links to the other cores; null when the node has one
     */
    public MqttCore(
            Core core,
            Shards shards,
            MqttConfig config,
            Authenticator authenticator,
            List<MqttCounters> allCores,
            NodeIdentity identity,
            LargeBodies bodies,
            CommitGate gate,
            @Nullable CoreLinks links) {
        this.bodies = bodies;
        this.gate = gate;
        long hashSeed = new SecureRandom().nextLong();
        MqttCounters counters = allCores.get(core.index());
        Confirmations confirmations = links == null ? null : new Confirmations(links, gate);
        RouteVersions versions = new RouteVersions(hashSeed);
        SubscriptionTree tree = new SubscriptionTree(versions, hashSeed);
        RouteSummary others = new RouteSummary(versions, hashSeed);
        MatchCache routes =
                new MatchCache(tree, others, versions, ROUTES_MAX, ROUTE_BYTES_MAX, hashSeed);
        BodyLeases leases = links == null ? null : new BodyLeases(links, bodies);
        CorePublishes straight =
                links == null || leases == null || confirmations == null
                        ? null
                        : new CorePublishes(links, leases, confirmations, counters);
        router = new Router(routes, straight, gate.policies());
        neighbours =
                links == null || leases == null || confirmations == null
                        ? null
                        : neighbours(core, shards, links, leases, confirmations, tree, others);
        retained =
                new RetainedMessages(
                        gate,
                        shards,
                        config.retained().maxCount(),
                        config.retained().maxBytes(),
                        core.index(),
                        hashSeed);
        homedRetains =
                links == null || neighbours == null || straight == null
                        ? null
                        : new HomedRetains(
                                links,
                                neighbours.broadcasts(),
                                shards,
                                retained,
                                router,
                                straight,
                                gate);
        disk = new DiskAdmission(core, gate, shards);
        queues = new QueueAdmission(core, allCores, config.sessions().maxQueuedBytes());
        logTies = new LogTies(tree, router, neighbours, disk, queues, config.packets().maxBytes());
        DelayedMessages delayed = new DelayedMessages(core, gate, shards, router, counters);
        Delays delays =
                new Delays(config.delayed(), allCores, shards, delayed, links, confirmations);
        groupsHeard = new GroupsHeard(gate, shards);
        GroupMail groupMail =
                new GroupMail(shards, core.index(), groupsHeard, links, confirmations);
        forwards =
                new Forwards(
                        gate,
                        shards,
                        confirmations,
                        new PublishWay(
                                router,
                                retained,
                                homedRetains,
                                delays::tryKeep,
                                groupMail,
                                counters));
        delayed.forwards(forwards);
        replays = new RetainedReplays(retained, core.clock());
        Subscriptions subscriptions =
                new Subscriptions(
                        tree,
                        config.sharedStrategy(),
                        counters,
                        shards,
                        groupsHeard,
                        neighbours == null ? null : neighbours.announcements());
        SessionSurroundings surroundings = new SessionSurroundings(subscriptions, groupMail);
        sessions =
                new Sessions(
                        core,
                        gate,
                        shards,
                        config.sessions(),
                        counters,
                        ((long) core.index() << SESSION_NUMBER_BITS) + 1,
                        queues::isFull,
                        surroundings);
        groupMail.connect(forwards, sessions::find, subscriptions::groupHere);
        SessionForwards sessionForwards = new SessionForwards(forwards, sessions);
        surroundings.wills(new Wills(core.clock(), router, sessionForwards, disk));
        Preparations preparations =
                neighbours == null
                        ? null
                        : new Preparations(
                                neighbours.links(),
                                shards,
                                neighbours.confirmations(),
                                neighbours.broadcasts(),
                                neighbours.announcements(),
                                subscriptions,
                                counters,
                                groupMail,
                                config.sessions().maxQueuedMessages());
        recovery =
                new MqttRecovery(
                        core,
                        shards,
                        gate,
                        sessions,
                        retained,
                        forwards,
                        sessionForwards,
                        delayed,
                        groupsHeard,
                        new Restoration(subscriptions, preparations));
        SysTopics sysTopics =
                new SysTopics(
                        core,
                        router,
                        retained,
                        allCores,
                        identity.id(),
                        identity.version(),
                        identity.startedMs());
        PublishForms forms = new PublishForms(bodies);
        PublishAnswers answers = new PublishAnswers(counters);
        ArrivingPublishes arriving = new ArrivingPublishes(core, bodies, counters);
        services =
                new MqttServices(
                        core,
                        config,
                        authenticator,
                        counters,
                        sessions,
                        new HeldAcks(gate, confirmations, core.clock(), counters),
                        new Admission(core.clock(), config.connections(), shards.cores()),
                        new OpenConnections(),
                        new ClientIds(shards, core.index()),
                        new SharedTerms(),
                        new ConnectReader(config, core.clock()),
                        new AuthPackets(),
                        new PublishReceiver(
                                core.clock(),
                                config,
                                router,
                                forms,
                                bodies,
                                arriving,
                                new RetainReceiver(
                                        config.retained().maxCount() > 0,
                                        retained,
                                        homedRetains,
                                        counters,
                                        answers),
                                forwards,
                                sessionForwards,
                                delays,
                                answers,
                                disk,
                                queues,
                                logTies,
                                counters),
                        new PublishSender(core.clock(), counters, bodies, forms),
                        new SubscribeReceiver(
                                config, subscriptions, replays, sysTopics, disk, preparations),
                        new AckReceiver(config.sessions()),
                        new FixedHeader(),
                        MqttServices.scratchProperties(),
                        arriving,
                        disk,
                        queues,
                        new Turns(router, counters),
                        new LongMatches(router),
                        bodies.copyLimitBytes(),
                        forwards,
                        neighbours);
    }

    private Neighbours neighbours(
            Core core,
            Shards shards,
            CoreLinks links,
            BodyLeases leases,
            Confirmations confirmations,
            SubscriptionTree tree,
            RouteSummary others) {
        Broadcasts broadcasts = new Broadcasts(links, confirmations);
        Retries retries = new Retries();
        Relays relays = new Relays(core, links, retries, this::onRelayed, RELAYED_OUTPUT_BYTES);
        confirmations.onTold(
                CoreMessage.PUBLISHED,
                (from, number, b, at, n) -> router.publishHere(arrived(b, at, n)));
        confirmations.onTold(
                CoreMessage.PUBLISHED_BODY,
                (from, number, b, at, n) -> {
                    SharedBody body = leases.borrow(from, LentPublication.lease(b, at));
                    router.publishHere(LentPublication.wrap(b, at, n, arrived).payload(body));
                    body.release();
                });
        return new Neighbours(
                links,
                shards,
                confirmations,
                broadcasts,
                new Announcements(broadcasts, tree, others),
                retries,
                relays);
    }

    private Publication arrived(DirectBuffer buffer, int offset, int length) {
        return PublicationFlyweight.wrap(buffer, offset, length, arrived);
    }

    @Override
    public @Nullable ConnectionHandler onConnected(Connection connection) {
        if (!services.admission().tryEnter()) {
            return null;
        }
        return neighbours == null
                ? new MqttConnection(connection, services)
                : new Doorway(connection, services, neighbours.relays());
    }

    private @Nullable ConnectionHandler onRelayed(Connection connection) {
        return services.admission().tryEnterRelayed()
                ? new MqttConnection(connection, services)
                : null;
    }

    /** Where other protocols' logs get messages from. */
    public LoggedTopics loggedTopics() {
        return logTies;
    }

    /** How records of other protocols' logs get to subscribers. */
    public Deliverer deliverer() {
        return logTies;
    }

    /** What this core does before its first client. */
    public MqttRecovery recovery() {
        return recovery;
    }

    // ---- CoreDuty ----

    @Override
    public int drainRequests() {
        int work = disk.doWork() + queues.doWork();
        return neighbours == null ? work : work + neighbours.drain();
    }

    @Override
    public int endOfCycle() {
        bodies.forget();
        services.counters().set(MqttMetric.LARGE_PAYLOADS, bodies.count());
        services.counters().set(MqttMetric.LARGE_PAYLOAD_BYTES, bodies.usedBytes());
        int work = forwards.doWork();
        work +=
                replays.doWork()
                        + groupsHeard.append()
                        + gate.doWork()
                        + services.heldAcks().release();
        work += sessions.onJournal() + services.turns().doWork();
        work += services.longMatches().doWork();
        work += homedRetains == null ? 0 : homedRetains.doWork();
        if ((work > 0 || neighbours != null)
                && services.core().index() == 0) { // every core has them all
            MqttCounters counters = services.counters();
            counters.set(MqttMetric.RETAINED_MESSAGES, retained.count());
            counters.set(MqttMetric.RETAINED_BYTES, retained.bytes());
        }
        return neighbours == null ? work : work + neighbours.flush();
    }

    @Override
    public boolean needsCpu() {
        return gate.needsCpu();
    }

    @Override
    public long messagesReceived() {
        return services.counters().receivedMessages();
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
        int open = services.openConnections().count();
        return neighbours == null ? open : open + neighbours.relays().pipes();
    }

    /** What {@code $SYS/brokers} says of this node. */
    public record NodeIdentity(String id, String version, long startedMs) {}
}
