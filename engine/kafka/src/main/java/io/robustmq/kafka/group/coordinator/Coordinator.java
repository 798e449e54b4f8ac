package io.robustmq.kafka.group.coordinator;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.kafka.control.Handlers;
import io.robustmq.kafka.group.GroupConfig;
import io.robustmq.kafka.group.GroupEvents;
import io.robustmq.kafka.group.consumer.ConsumerDescriptions;
import io.robustmq.kafka.group.consumer.Heartbeats;
import io.robustmq.kafka.metrics.GroupSource;
import io.robustmq.kafka.topic.Topics;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.storage.state.StateStore;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import java.io.IOException;
import org.agrona.DirectBuffer;

/**
 * Everything about groups on one core: who answers which request, and what is found at a start. No
 * threads, no locks; time comes from the core's wheel. {@link GroupTables} is its other half, on
 * the applier's thread.
 */
@OwnedBy(Core.class)
public final class Coordinator {
    private final Groups groups;
    private final OffsetExpiry expiry;
    private final GoneTopics goneTopics;
    private final Shards shards;
    private final Topics topics;
    private final ClassicRequests classic;
    private final ConsumerRequests consumers;
    private final OffsetCommits commits;
    private final OffsetFetches fetches;
    private final GroupAdmin admin;

    public Coordinator(
            Core core, CommitGate gate, Shards shards, Topics topics, GroupConfig config) {
        this.shards = shards;
        this.topics = topics;
        groups = new Groups(core, gate, shards, config);
        expiry = new OffsetExpiry(core, groups, config);
        goneTopics = new GoneTopics(core, groups);
        Heartbeats heartbeats = new Heartbeats(config, topics, core.clock());
        classic = new ClassicRequests(groups, config);
        consumers =
                new ConsumerRequests(
                        groups, heartbeats, new ConsumerDescriptions(heartbeats, topics));
        commits = new OffsetCommits(core, groups, topics, config);
        fetches = new OffsetFetches(groups, topics);
        admin = new GroupAdmin(groups, topics);
    }

    /** Says who answers. Before the core's first connection. */
    public void register(Handlers handlers) {
        handlers.put(Api.FIND_COORDINATOR, new FindCoordinator(shards));
        handlers.put(Api.JOIN_GROUP, classic::join);
        handlers.put(Api.SYNC_GROUP, classic::sync);
        handlers.put(Api.HEARTBEAT, classic::heartbeat);
        handlers.put(Api.LEAVE_GROUP, classic::leave);
        handlers.put(Api.CONSUMER_GROUP_HEARTBEAT, consumers::heartbeat);
        handlers.put(Api.CONSUMER_GROUP_DESCRIBE, consumers::describe);
        handlers.put(Api.OFFSET_COMMIT, commits);
        handlers.put(Api.OFFSET_FETCH, fetches);
        handlers.put(Api.OFFSET_DELETE, admin::deleteOffsets);
        handlers.put(Api.LIST_GROUPS, admin::list);
        handlers.put(Api.DESCRIBE_GROUPS, admin::describe);
        handlers.put(Api.DELETE_GROUPS, admin::delete);
    }

    /** What metrics tell of the groups here. */
    public GroupSource samples() {
        return new GroupSampler(groups, topics, shards);
    }

    /** Whether an event is one of groups. */
    public static boolean isEvent(int type) {
        return GroupEvents.isEvent(type);
    }

    /**
     * Takes over the rows of a shard of this core, before any of its events.
     *
     * @throws IOException when they cannot be read
     */
    public void load(int shard, StateStore store) throws IOException {
        groups.load(shard, store);
    }

    /** An event found in the journal, of a shard of this core. */
    public void replay(int shard, int type, DirectBuffer event, int offset, int length) {
        groups.apply(shard, type, event, offset, length);
    }

    /** There are no more events: members' time goes on, and topics are watched. */
    public void resume() {
        topics.watch(goneTopics);
        groups.resume();
        expiry.start();
    }
}
