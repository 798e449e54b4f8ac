package io.robustmq.loadgen.kafka.control;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.loadgen.kafka.KafkaClient;
import io.robustmq.loadgen.kafka.KafkaSettings;
import io.robustmq.loadgen.rig.RunFailure;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.net.Endpoint;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/** Makes the topic where it is not there, and learns which broker each partition is on. */
public final class TopicSetup extends Dialogue {
    private static final int CREATE_TIMEOUT_MS = 30_000;
    private static final long ANSWER_TIMEOUT_S = 60;

    /** A new topic has no leaders at once. */
    private static final long ASK_AGAIN_NS = 50_000_000L;

    private static final int ASKED_MAX = 200;

    private final Endpoint bootstrap;
    private final CompletableFuture<List<Endpoint>> leaders = new CompletableFuture<>();
    private int askedCount;

    private TopicSetup(KafkaSettings settings, Endpoint bootstrap) {
        super(settings);
        this.bootstrap = bootstrap;
    }

    /**
     * Any thread but the core's.
     *
     * @return where each partition is, by its number
     */
    public static List<Endpoint> run(Core core, Endpoint bootstrap, KafkaSettings settings)
            throws RunFailure, InterruptedException {
        TopicSetup setup = new TopicSetup(settings, bootstrap);
        boolean taken = core.execute(() -> setup.connect(core));
        try {
            return taken ? setup.leaders.get(ANSWER_TIMEOUT_S, TimeUnit.SECONDS) : List.of();
        } catch (TimeoutException e) {
            throw new RunFailure("waited " + ANSWER_TIMEOUT_S + " s for the topic");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RunFailure failure
                    ? failure
                    : new RunFailure(String.valueOf(e.getCause()));
        }
    }

    private void connect(Core core) {
        core.connect(
                bootstrap,
                connection -> {
                    KafkaClient client = new KafkaClient(connection, this);
                    begin(client);
                    return client;
                },
                cause -> fail(bootstrap.address() + ": " + cause.getMessage()));
    }

    private void fail(String why) {
        leaders.completeExceptionally(new RunFailure(why));
    }

    @Override
    void onReady(KafkaClient client) throws RunFailure {
        if (!versions().serves(Api.CREATE_TOPICS)) {
            askWhere(client); // and hope that asking makes it
            return;
        }
        CreatableTopic topic =
                new CreatableTopic()
                        .setName(settings().topic())
                        .setNumPartitions(settings().partitions())
                        .setReplicationFactor((short) 1);
        CreateTopicsRequestData create =
                new CreateTopicsRequestData().setTimeoutMs(CREATE_TIMEOUT_MS);
        create.topics().add(topic);
        ask(client, Api.CREATE_TOPICS, create);
    }

    @Override
    void onAnswer(KafkaClient client, Api api, ApiMessage answer) throws RunFailure {
        if (api == Api.CREATE_TOPICS) {
            for (CreatableTopicResult topic : ((CreateTopicsResponseData) answer).topics()) {
                if (topic.errorCode() != Errors.TOPIC_ALREADY_EXISTS.code()) {
                    require(topic.errorCode(), "the topic " + settings().topic());
                }
            }
            askWhere(client);
        } else {
            onWhere(client, (MetadataResponseData) answer);
        }
    }

    private void askWhere(KafkaClient client) throws RunFailure {
        MetadataRequestTopic topic = new MetadataRequestTopic().setName(settings().topic());
        askedCount++;
        ask(
                client,
                Api.METADATA,
                new MetadataRequestData()
                        .setTopics(List.of(topic))
                        .setAllowAutoTopicCreation(!versions().serves(Api.CREATE_TOPICS)));
    }

    private void onWhere(KafkaClient client, MetadataResponseData answer) throws RunFailure {
        MetadataResponseTopic topic = answer.topics().find(settings().topic());
        if (topic == null) {
            throw new RunFailure("the broker says nothing of the topic");
        }
        boolean isKnown = topic.errorCode() == 0 && areAllLed(topic);
        if (!isKnown && askedCount < ASKED_MAX) {
            Core core = client.connection().core();
            core.timers()
                    .schedule(System.nanoTime() + ASK_AGAIN_NS, (id, nowNs) -> askAgain(client));
            return;
        }
        require(topic.errorCode(), "the topic " + settings().topic());
        if (topic.partitions().size() < settings().partitions()) {
            throw new RunFailure(
                    "the topic has " + topic.partitions().size() + " partitions already");
        }
        client.close();
        leaders.complete(endpoints(answer, topic));
    }

    private void askAgain(KafkaClient client) {
        try {
            askWhere(client);
        } catch (RunFailure failure) {
            client.end(String.valueOf(failure.getMessage()));
        }
    }

    private static boolean areAllLed(MetadataResponseTopic topic) {
        return topic.partitions().stream().allMatch(partition -> partition.leaderId() >= 0);
    }

    private List<Endpoint> endpoints(MetadataResponseData answer, MetadataResponseTopic topic) {
        Map<Integer, Endpoint> nodes = new HashMap<>();
        for (MetadataResponseBroker broker : answer.brokers()) {
            InetSocketAddress address = new InetSocketAddress(broker.host(), broker.port());
            nodes.put(broker.nodeId(), new Endpoint("leader", address, bootstrap.tls(), null));
        }
        Endpoint[] byPartition = new Endpoint[topic.partitions().size()];
        for (MetadataResponsePartition partition : topic.partitions()) {
            byPartition[partition.partitionIndex()] =
                    nodes.getOrDefault(partition.leaderId(), bootstrap);
        }
        return List.of(byPartition);
    }

    @Override
    public void onEnded(KafkaClient client, String why) {
        fail(why);
    }
}
