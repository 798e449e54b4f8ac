package io.robustmq.kafka;

import io.robustmq.codec.kafka.wire.RequestHeaderFlyweight;
import io.robustmq.kafka.connection.KafkaAcceptor;
import io.robustmq.kafka.connection.KafkaServices;
import io.robustmq.kafka.connection.OpenConnections;
import io.robustmq.kafka.connection.Parked;
import io.robustmq.kafka.control.ControlHandlers;
import io.robustmq.kafka.control.Handlers;
import io.robustmq.kafka.fetch.FetchServices;
import io.robustmq.kafka.group.coordinator.Coordinator;
import io.robustmq.kafka.mapping.FeedTables;
import io.robustmq.kafka.mapping.Mappings;
import io.robustmq.kafka.metrics.KafkaCounters;
import io.robustmq.kafka.metrics.KafkaMetric;
import io.robustmq.kafka.metrics.Sampler;
import io.robustmq.kafka.partition.Partitions;
import io.robustmq.kafka.partition.Retention;
import io.robustmq.kafka.produce.ProduceReceiver;
import io.robustmq.kafka.quota.Quotas;
import io.robustmq.kafka.response.Responses;
import io.robustmq.kafka.topic.Catalog;
import io.robustmq.kafka.topic.CatalogSpread;
import io.robustmq.kafka.topic.Nodes;
import io.robustmq.kafka.topic.ProducerIds;
import io.robustmq.kafka.topic.TopicNames;
import io.robustmq.kafka.topic.TopicTables;
import io.robustmq.kernel.cores.CoreLinks;
import io.robustmq.kernel.log.CoreLogs;
import io.robustmq.kernel.logged.Deliverer;
import io.robustmq.kernel.logged.LoggedTopics;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.security.Authenticator;
import io.robustmq.storage.state.StateStore;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import io.robustmq.transport.net.Acceptor;
import java.io.IOException;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Kafka on one core: makes what its connections share, and does their part of each cycle. */
@OwnedBy(Core.class)
public final class KafkaCore {
    private final Core core;
    private final Shards shards;
    private final KafkaConfig config;
    private final int nodeId;
    private final CommitGate gate;
    private final CoreLogs logs;
    private final KafkaCounters counters;
    private final Catalog catalog;
    private final Partitions partitions;
    private final Coordinator groups;
    private final boolean isHome;
    private final @Nullable CatalogSpread spread;
    private final ProducerIds producerIds;
    private final Mappings mappings;
    private final Responses responses;
    private final FetchServices fetches;
    private final KafkaServices services;
    private @Nullable Handlers handlers;
    private boolean wasRingFull;

    /**
     * @param nodeId of the node; {@link Nodes#idOf} its cores have ids of their own
     * @param links to the other cores; null when the node has one
     * @param mqtt where messages of topics that are tied come from
     * @param subscribers who gets records of these
     */
    public KafkaCore(
            Core core,
            Shards shards,
            KafkaConfig config,
            int nodeId,
            Authenticator authenticator,
            CommitGate gate,
            CoreLogs logs,
            KafkaCounters counters,
            @Nullable CoreLinks links,
            LoggedTopics mqtt,
            Deliverer subscribers) {
        this.core = core;
        this.shards = shards;
        this.config = config;
        this.nodeId = nodeId;
        this.gate = gate;
        this.logs = logs;
        this.counters = counters;
        this.catalog = new Catalog(gate, shards);
        this.partitions = new Partitions(shards, logs, gate.policies().standard());
        catalog.watch(partitions);
        this.mappings =
                new Mappings(
                        core,
                        config.mapping(),
                        partitions,
                        logs,
                        mqtt,
                        subscribers,
                        gate,
                        counters);
        catalog.watch(mappings);
        this.groups = new Coordinator(core, gate, shards, catalog, config.groups());
        int home = shards.coreOf(Catalog.homeOf(shards));
        this.isHome = home == core.index();
        this.spread = links == null ? null : new CatalogSpread(links, catalog, gate, home);
        this.producerIds = new ProducerIds(gate, core.index());
        if (spread != null) {
            spread.maker(this::make);
        }
        this.responses = new Responses(gate);
        this.fetches = new FetchServices(core, partitions, logs);
        this.services =
                new KafkaServices(
                        core,
                        config,
                        authenticator,
                        counters,
                        new Quotas(config.quotas(), core.clock()),
                        new RequestHeaderFlyweight(),
                        this::handlers,
                        new ProduceReceiver(partitions, responses, gate, core.clock(), logs),
                        fetches,
                        responses,
                        new OpenConnections(),
                        new Parked());
    }

    /** A topic that another core's client asked for. */
    private void make(String name) {
        boolean isFull = catalog.all().size() >= Catalog.TOPICS_MAX;
        if (!isFull
                && TopicNames.isLegal(name)
                && catalog.byName(name) == null
                && catalog.isServed()
                && !gate.isFull()) {
            catalog.create(name, config.topics().partitions(), Map.of());
        }
    }

    private Handlers handlers() {
        Handlers made = handlers;
        if (made == null) {
            made = new Handlers();
            ControlHandlers.register(
                    made,
                    core,
                    nodeId,
                    config,
                    gate,
                    catalog,
                    partitions,
                    logs,
                    producerIds,
                    spread,
                    isHome);
            groups.register(made);
            handlers = made;
        }
        return made;
    }

    /**
     * @param nodes all cores as clients of this listener reach them; nobody is let in before they
     *     are known
     */
    public Acceptor acceptor(Supplier<@Nullable Nodes> nodes) {
        return new KafkaAcceptor(services, nodes);
    }

    // ---- recovery ----

    /**
     * Takes over the rows of state tables; before any event.
     *
     * @param isServed a shard's rows count
     */
    public void load(StateStore store, IntPredicate isServed) throws IOException {
        logs.load(store);
        if (isServed.test(Catalog.homeOf(shards))) {
            catalog.load(store);
        }
        if (isServed.test(core.index())) {
            producerIds.load(store);
        }
        for (int shard = 0; shard < shards.count(); shard++) {
            if (isServed.test(shard) && shards.coreOf(shard) == core.index()) {
                groups.load(shard, store);
                mappings.load(store, shard);
            }
        }
    }

    /** An event of Kafka's found in the journal; all of them come in their order. */
    public void replay(int shard, int type, DirectBuffer event, int offset, int length) {
        if (!gate.isServed(shard)) {
            return;
        }
        if (TopicTables.isEvent(type)) {
            catalog.replay(type, event, offset);
            producerIds.replay(shard, type, event, offset);
        } else if (shards.coreOf(shard) != core.index()) {
            return;
        } else if (FeedTables.isEvent(type)) {
            mappings.replay(event, offset);
        } else {
            groups.replay(shard, type, event, offset, length);
        }
    }

    /** A frame of a log found in the journal. */
    public void replayLog(int shard, int type, DirectBuffer payload, int offset) {
        if (gate.isServed(shard)) {
            logs.replay(shard, type, payload, offset);
        }
    }

    /**
     * There are no more events: partitions are opened, and messages of topics that are tied become
     * records again. Events reach the journal by now.
     *
     * @param then runs on this core once the other cores know of that
     */
    public void restore(Runnable then) {
        logs.replayOver();
        partitions.restore(catalog);
        mappings.restore(catalog, then);
    }

    /** MQTT's subscribers are there again: groups and feeds go on. */
    public void resume() {
        mappings.resume();
        new Retention(core, partitions).start();
        groups.resume();
        new Sampler(core, partitions, groups.samples(), counters).start();
    }

    // ---- every cycle ----

    /** Before the gate hands over what was appended. @return work done */
    public int beforeJournal() {
        return mappings.doWork();
    }

    /**
     * Behind the gate: what became readable or kept is told to those who wait. @return work done
     */
    public int afterJournal() {
        int progress = logs.doWork();
        int work = progress + responses.release();
        boolean isRingFull = gate.isRingFull();
        if (progress > 0 || wasRingFull && !isRingFull) {
            work += services.parked().retry();
        }
        wasRingFull = isRingFull;
        work += fetches.doWork();
        work += spread == null ? 0 : spread.doWork();
        counters.set(KafkaMetric.CONNECTIONS, services.open().count());
        counters.set(KafkaMetric.TOPICS, catalog.count());
        counters.set(KafkaMetric.PARTITIONS, partitions.here().size());
        counters.set(KafkaMetric.MAPPED_TOPICS, mappings.count());
        return work;
    }

    /** The server stops: what was answered still leaves. @return connections */
    public int drain() {
        int open = services.open().count();
        services.open().closeAll();
        return open;
    }

    public int openConnections() {
        return services.open().count();
    }

    public int coreIndex() {
        return core.index();
    }
}
