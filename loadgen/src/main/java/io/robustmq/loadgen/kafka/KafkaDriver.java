package io.robustmq.loadgen.kafka;

import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.loadgen.kafka.control.Greeting;
import io.robustmq.loadgen.kafka.control.Versions;
import io.robustmq.loadgen.rig.Arrivals;
import io.robustmq.loadgen.rig.Driver;
import io.robustmq.loadgen.rig.Publisher;
import io.robustmq.loadgen.rig.RunFailure;
import io.robustmq.loadgen.rig.Station;
import io.robustmq.loadgen.rig.Workload;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.net.Endpoint;
import java.util.List;

/** Opens the rig's stations as producers and consumers of one partition each. */
public final class KafkaDriver implements Driver {
    /** Unfinished input beside the payload: a batch header, a response's head. */
    private static final int CARRIED_OVERHEAD_BYTES = 128 << 10;

    private final List<Endpoint> leaders;
    private final KafkaSettings settings;
    private final Workload workload;

    /**
     * @param leaders where each partition is, by its number
     */
    public KafkaDriver(List<Endpoint> leaders, KafkaSettings settings, Workload workload) {
        this.leaders = leaders;
        this.settings = settings;
        this.workload = workload;
    }

    @Override
    public void open(Core core, Station station) {
        int partition = settings.partitionOf(station.index());
        Endpoint leader = leaders.get(partition);
        core.connect(
                leader,
                connection -> {
                    Greeting greeting =
                            new Greeting(settings, partition, new Opening(station, partition));
                    KafkaClient client = new KafkaClient(connection, greeting);
                    greeting.begin(client);
                    return client;
                },
                cause -> station.failed(leader.address() + ": " + cause.getMessage()));
    }

    /** The greeting, then open until the run ends. */
    private final class Opening implements Greeting.Life {
        private final Station station;
        private final int partition;
        private boolean open;

        private Opening(Station station, int partition) {
            this.station = station;
            this.partition = partition;
        }

        @Override
        public void onGreeted(KafkaClient client, Versions versions, long endOffset)
                throws RunFailure {
            Publisher publisher = station.publisher();
            if (publisher != null) {
                produce(client, versions.of(Api.PRODUCE), publisher);
            }
            Arrivals arrivals = station.arrivals();
            if (arrivals != null) {
                long stored = workload.storedFor(station.index());
                long repeated = workload.repeats() ? stored : 0;
                fetch(client, versions.of(Api.FETCH), endOffset - stored, repeated, arrivals);
            }
            open = true;
            station.opened();
        }

        private void produce(KafkaClient client, int version, Publisher publisher) {
            ProduceWriter writer =
                    new ProduceWriter(
                            client,
                            settings,
                            station.tally(),
                            station.acknowledgements(),
                            version,
                            partition,
                            publisher.stampBase(),
                            workload.payloadBytes());
            client.begin(writer);
            publisher.attach(writer);
            station.afterFeed(writer::flush);
        }

        private void fetch(
                KafkaClient client, int version, long from, long repeated, Arrivals arrivals) {
            client.connection()
                    .carryLimit(
                            Math.max(
                                    client.connection().carryLimit(),
                                    workload.payloadBytes() + CARRIED_OVERHEAD_BYTES));
            FetchReader reader =
                    new FetchReader(client, settings, version, partition, from, repeated, arrivals);
            client.begin(reader);
            station.whenStarted(reader::ask);
        }

        @Override
        public void onEnded(String why) {
            if (open) {
                station.closed(why);
            } else {
                station.failed(why);
            }
        }
    }
}
