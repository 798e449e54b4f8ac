package io.robustmq.kafka.connection;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.codec.kafka.RecordBatchEncoder;
import io.robustmq.codec.kafka.RecordIterator;
import io.robustmq.codec.kafka.control.ControlMessages;
import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.codec.kafka.wire.KafkaViolation;
import io.robustmq.kafka.KafkaConfig;
import io.robustmq.kafka.KafkaCore;
import io.robustmq.kafka.group.GroupConfig;
import io.robustmq.kafka.mapping.MappingConfig;
import io.robustmq.kafka.metrics.KafkaCounters;
import io.robustmq.kafka.quota.QuotaRule;
import io.robustmq.kafka.topic.Nodes;
import io.robustmq.kernel.log.CoreLogs;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.DiskState;
import io.robustmq.kernel.shard.Policies;
import io.robustmq.kernel.shard.Shards;
import io.robustmq.security.Authenticator;
import io.robustmq.security.OpenAuthenticator;
import io.robustmq.storage.journal.Durability;
import io.robustmq.storage.log.LogConfig;
import io.robustmq.storage.log.LogReads;
import io.robustmq.storage.log.LogShard;
import io.robustmq.storage.log.concurrent.LogIndexes;
import io.robustmq.transport.core.FakeCore;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.ConnectionHandler;
import io.robustmq.transport.net.DirtyConnections;
import io.robustmq.transport.net.FakeConnection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.agrona.concurrent.UnsafeBuffer;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;

/**
 * Kafka on one core without sockets or threads: bytes go in, bytes come out, and the journal is
 * written and synced when the test says so. Logs have no read threads.
 */
final class KafkaRig {
    /** Batches of at most 900 bytes; four and a half of them are in memory per shard. */
    static final LogConfig SMALL = new LogConfig(900, 4 << 10, 2 << 10, 8 << 10, 3);

    /** The reign that is. */
    static final int LEADER_EPOCH = 5;

    static final int PRODUCE_VERSION = 9;
    static final int FETCH_VERSION = 11;

    final FakeCore core = new FakeCore();
    final SteppedJournal journal;
    final CommitGate gate;
    final KafkaCounters counters = new KafkaCounters();
    private final DirtyConnections dirty = new DirtyConnections();
    private final KafkaCore kafka;
    private final Nodes nodes;
    final FakeMqtt mqtt = new FakeMqtt();
    private int lastCorrelationId;

    KafkaRig() {
        this(new OpenAuthenticator(), SMALL);
    }

    KafkaRig(Authenticator authenticator, LogConfig config) {
        this(authenticator, config, List.of());
    }

    KafkaRig(Authenticator authenticator, LogConfig config, List<QuotaRule> quotas) {
        this(authenticator, config, quotas, 1, DiskState.WELL);
    }

    /** Of two shards, one of which is damaged. */
    static KafkaRig damaged() {
        Shards shards = new Shards(2, 1);
        byte[] catalog = "kafka".getBytes(UTF_8);
        int home = shards.shardOf(new UnsafeBuffer(catalog), 0, catalog.length);
        return new KafkaRig(
                new OpenAuthenticator(), SMALL, List.of(), 2, new DamagedShard(1 - home));
    }

    private record DamagedShard(int damaged) implements DiskState {
        @Override
        public boolean isBehind() {
            return false;
        }

        @Override
        public boolean isFull() {
            return false;
        }

        @Override
        public boolean isServed(int shard) {
            return shard != damaged;
        }
    }

    private KafkaRig(
            Authenticator authenticator,
            LogConfig config,
            List<QuotaRule> quotas,
            int shardCount,
            DiskState disk) {
        Shards shards = new Shards(shardCount, 1);
        journal = new SteppedJournal(shards.count());
        gate = new CommitGate(journal, Policies.uniform(Durability.SYNC), disk);
        LogIndexes indexes = new LogIndexes(shards.count());
        CoreLogs logs =
                new CoreLogs(
                        shards,
                        0,
                        config,
                        shard -> {
                            LogShard made = new LogShard(shard, journal, config, indexes);
                            made.lead(LEADER_EPOCH);
                            return made;
                        },
                        new NoBackground());
        KafkaConfig settings =
                new KafkaConfig(
                        new KafkaConfig.Listeners(null, null, null, null),
                        new KafkaConfig.TopicDefaults(true, 1),
                        GroupConfig.DEFAULT,
                        MappingConfig.NONE,
                        quotas,
                        1 << 20,
                        0);
        kafka =
                new KafkaCore(
                        core,
                        shards,
                        settings,
                        1,
                        authenticator,
                        gate,
                        logs,
                        counters,
                        null,
                        mqtt,
                        mqtt);
        nodes = new Nodes(shards, List.of(new Nodes.Node(256, "h", 9092)));
        kafka.restore(() -> {});
        kafka.resume();
    }

    /** Nothing is read that is not in memory. */
    private static final class NoBackground implements CoreLogs.Background {
        @Override
        public void begin() {}

        @Override
        public LogReads readsOf(int core) {
            throw new UnsupportedOperationException("no read threads");
        }

        @Override
        public int drain(int core) {
            return 0;
        }
    }

    FakeConnection connect() {
        FakeConnection connection = new FakeConnection(core, dirty, 1 << 20, 1 << 20);
        connection.handler(
                Objects.requireNonNull(kafka.acceptor(() -> nodes).onConnected(connection)));
        return connection;
    }

    /** A connection of the test's own. */
    ConnectionHandler accept(Function<DirtyConnections, Connection> made) {
        return Objects.requireNonNull(kafka.acceptor(() -> nodes).onConnected(made.apply(dirty)));
    }

    /** The rest of a cycle: behind the journal, then every output is flushed. */
    void cycle() {
        kafka.beforeJournal();
        kafka.afterJournal();
        dirty.flushAll();
    }

    void syncAndCycle() {
        journal.sync();
        cycle();
    }

    // ---- requests ----

    /** A request with the next correlation id. */
    byte[] request(Api api, int version, ApiMessage body) {
        var frame = ControlMessages.request(api, version, ++lastCorrelationId, "client", body);
        byte[] bytes = new byte[frame.sizeBytes()];
        frame.writeTo(new UnsafeBuffer(bytes), 0);
        return bytes;
    }

    int lastCorrelationId() {
        return lastCorrelationId;
    }

    /**
     * Makes a topic, and waits until it is kept.
     *
     * @param settings names and values in turn
     */
    void topic(String name, int partitions, String... settings) {
        FakeConnection admin = connect();
        CreateTopicsRequestData create = new CreateTopicsRequestData();
        CreatableTopic wanted =
                new CreatableTopic()
                        .setName(name)
                        .setNumPartitions(partitions)
                        .setReplicationFactor((short) -1);
        for (int i = 0; i < settings.length; i += 2) {
            wanted.configs()
                    .add(new CreatableTopicConfig().setName(settings[i]).setValue(settings[i + 1]));
        }
        create.topics().add(wanted);
        admin.receive(request(Api.CREATE_TOPICS, 5, create));
        syncAndCycle();
        CreateTopicsResponseData made =
                (CreateTopicsResponseData) answers(admin, Api.CREATE_TOPICS, 5).getFirst().body();
        if (made.topics().iterator().next().errorCode() != 0) {
            throw new AssertionError(made.toString());
        }
        admin.cut();
    }

    /** One record of this value for each of the partitions. */
    byte[] produce(int acks, String topic, String value, int... partitions) {
        TopicProduceData ofTopic = new TopicProduceData().setName(topic);
        for (int partition : partitions) {
            ofTopic.partitionData()
                    .add(new PartitionProduceData().setIndex(partition).setRecords(batch(value)));
        }
        ProduceRequestData body =
                new ProduceRequestData().setAcks((short) acks).setTimeoutMs(1_000);
        body.topicData().add(ofTopic);
        return request(Api.PRODUCE, PRODUCE_VERSION, body);
    }

    private MemoryRecords batch(String value) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[value.length() + 128]);
        UnsafeBuffer text = new UnsafeBuffer(new byte[value.length()]);
        RecordBatchEncoder encoder = new RecordBatchEncoder(buffer);
        encoder.begin(buffer, 0, core.nowMs());
        int bytes = text.putStringWithoutLengthUtf8(0, value);
        encoder.add(core.nowMs(), text, 0, RecordIterator.NULL, text, 0, bytes);
        int length = encoder.finish();
        return MemoryRecords.readableRecords(ByteBuffer.wrap(buffer.byteArray(), 0, length));
    }

    /** The values of all records that a partition gives out. */
    List<String> values(String topic, int partition) {
        FakeConnection reader = connect();
        reader.receive(fetch(topic, partition, 0, 0, 0));
        cycle();
        List<String> values = new ArrayList<>();
        FetchResponseData.PartitionData data =
                fetched(reader).getFirst().responses().getFirst().partitions().getFirst();
        for (Record each : ((MemoryRecords) data.records()).records()) {
            values.add(UTF_8.decode(each.value()).toString());
        }
        reader.cut();
        return values;
    }

    /** Of a session: partition and record offset in turn, and the partitions it forgets. */
    byte[] fetchInSession(
            int sessionId, int epoch, String topic, long[] asked, Integer... forgotten) {
        FetchRequestData body =
                new FetchRequestData()
                        .setMinBytes(1)
                        .setMaxBytes(1 << 20)
                        .setMaxWaitMs(0)
                        .setSessionId(sessionId)
                        .setSessionEpoch(epoch);
        List<FetchPartition> partitions = new ArrayList<>();
        for (int i = 0; i < asked.length; i += 2) {
            partitions.add(
                    new FetchPartition()
                            .setPartition((int) asked[i])
                            .setFetchOffset(asked[i + 1])
                            .setPartitionMaxBytes(1 << 20));
        }
        if (!partitions.isEmpty()) {
            body.topics().add(new FetchTopic().setTopic(topic).setPartitions(partitions));
        }
        if (forgotten.length > 0) {
            body.forgottenTopicsData()
                    .add(new ForgottenTopic().setTopic(topic).setPartitions(List.of(forgotten)));
        }
        return request(Api.FETCH, FETCH_VERSION, body);
    }

    byte[] fetch(String topic, int partition, long offset, int minBytes, int maxWaitMs) {
        FetchRequestData body =
                new FetchRequestData()
                        .setMinBytes(minBytes)
                        .setMaxBytes(1 << 20)
                        .setMaxWaitMs(maxWaitMs)
                        .setSessionEpoch(-1);
        body.topics()
                .add(
                        new FetchTopic()
                                .setTopic(topic)
                                .setPartitions(
                                        List.of(
                                                new FetchPartition()
                                                        .setPartition(partition)
                                                        .setFetchOffset(offset)
                                                        .setPartitionMaxBytes(1 << 20))));
        return request(Api.FETCH, FETCH_VERSION, body);
    }

    // ---- answers ----

    record Answer(int correlationId, ApiMessage body) {}

    /** What came since the last call, all of one kind. */
    List<Answer> answers(FakeConnection from, Api api, int version) {
        dirty.flushAll();
        List<Answer> answers = new ArrayList<>();
        UnsafeBuffer bytes = new UnsafeBuffer(from.sent());
        int headBytes = Integer.BYTES + (api.hasFlexibleResponseHead(version) ? 1 : 0);
        for (int at = 0; at < bytes.capacity(); ) {
            int size = bytes.getInt(at, BIG_ENDIAN);
            int from4 = at + Integer.BYTES;
            try {
                answers.add(
                        new Answer(
                                bytes.getInt(from4, BIG_ENDIAN),
                                ControlMessages.parseResponse(
                                        api, version, bytes, from4 + headBytes, size - headBytes)));
            } catch (KafkaViolation e) {
                throw new AssertionError(e);
            }
            at = from4 + size;
        }
        return answers;
    }

    /** Correlation ids of what came since the last call. */
    List<Integer> answered(FakeConnection from) {
        dirty.flushAll();
        List<Integer> ids = new ArrayList<>();
        UnsafeBuffer bytes = new UnsafeBuffer(from.sent());
        for (int at = 0; at < bytes.capacity(); ) {
            ids.add(bytes.getInt(at + Integer.BYTES, BIG_ENDIAN));
            at += Integer.BYTES + bytes.getInt(at, BIG_ENDIAN);
        }
        return ids;
    }

    List<ProduceResponseData> produced(FakeConnection from) {
        return answers(from, Api.PRODUCE, PRODUCE_VERSION).stream()
                .map(answer -> (ProduceResponseData) answer.body())
                .toList();
    }

    List<FetchResponseData> fetched(FakeConnection from) {
        return answers(from, Api.FETCH, FETCH_VERSION).stream()
                .map(answer -> (FetchResponseData) answer.body())
                .toList();
    }
}
