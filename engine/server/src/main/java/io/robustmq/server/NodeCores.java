package io.robustmq.server;

import io.robustmq.kafka.KafkaCore;
import io.robustmq.kernel.cores.CoreLinks;
import io.robustmq.kernel.log.CoreLogs;
import io.robustmq.kernel.shard.CommitGate;
import io.robustmq.kernel.shard.EventAssembler;
import io.robustmq.mqtt.connection.MqttCore;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreDuty;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** All protocols on all cores: one way to the journal for each core, one duty, one recovery. */
final class NodeCores implements CoreDuty.Factory {
    private final NodeStorage storage;
    private final MqttNode mqtt;
    private final KafkaNode kafka;
    private final AtomicReferenceArray<CoreProtocols> cores;

    NodeCores(NodeStorage storage, int coreCount, MqttNode mqtt, KafkaNode kafka) {
        this.storage = storage;
        this.mqtt = mqtt;
        this.kafka = kafka;
        this.cores = new AtomicReferenceArray<>(coreCount);
    }

    @Override
    public CoreDuty create(Core core) {
        CommitGate gate = storage.gate(core);
        CoreLogs logs = storage.logs(core);
        CoreLinks links = mqtt.linksOf(core);
        MqttCore routing = mqtt.create(core, gate, links);
        KafkaCore withLogs = logs == null ? null : kafka.create(core, gate, logs, links, routing);
        CoreProtocols made = new CoreProtocols(routing, withLogs);
        cores.set(core.index(), made);
        return made;
    }

    /**
     * Gives every core back what it had before the restart: each reads tables and journal for
     * itself.
     */
    void recover(List<Core> all) throws IOException {
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        CountDownLatch replayed = new CountDownLatch(all.size());
        for (Core core : all) {
            core.execute(() -> {
                CoreProtocols here = cores.get(core.index());
                EventAssembler events = new EventAssembler(here::replay);
                try {
                    storage.recover(here::load, events, here.framesTo(events));
                } catch (IOException | RuntimeException e) {
                    failure.set(e);
                }
                replayed.countDown();
            });
        }
        MqttNode.await(replayed);
        Exception cause = failure.get();
        if (cause != null) {
            throw new IOException(
                    "what was stored could not be read: " + cause.getMessage(), cause);
        }
    }
}
