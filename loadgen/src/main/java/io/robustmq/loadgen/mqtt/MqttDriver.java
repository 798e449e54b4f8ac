package io.robustmq.loadgen.mqtt;

import io.robustmq.loadgen.rig.Arrivals;
import io.robustmq.loadgen.rig.Driver;
import io.robustmq.loadgen.rig.Publisher;
import io.robustmq.loadgen.rig.Station;
import io.robustmq.loadgen.rig.Workload;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.Endpoint;
import org.jspecify.annotations.Nullable;

/** Opens the rig's stations as MQTT connections. */
public final class MqttDriver implements Driver {
    /** Most a publisher writes ahead of its socket. */
    private static final int PUBLISH_OUTPUT_BYTES = 256 << 10;

    /** Unfinished input beside the payload: fixed header, topic, properties. */
    private static final int CARRIED_OVERHEAD_BYTES = 128 << 10;

    private final Endpoint endpoint;
    private final MqttSettings settings;
    private final Workload workload;

    public MqttDriver(Endpoint endpoint, MqttSettings settings, Workload workload) {
        this.endpoint = endpoint;
        this.settings = settings;
        this.workload = workload;
    }

    @Override
    public void open(Core core, Station station) {
        String clientId =
                settings.clientId(
                        station.index(), station.publisher() != null, station.arrivals() != null);
        core.connect(
                endpoint,
                connection -> {
                    MqttClient client =
                            new MqttClient(connection, settings.version(), new Opening(station));
                    client.connect(
                            clientId,
                            settings.user(),
                            settings.password(),
                            settings.durable() && station.arrivals() != null);
                    return client;
                },
                cause -> station.failed(ConnectFault.line(endpoint, cause)));
    }

    /** A filter for this subscriber that its publishers' topics match. */
    private String filter(int subscriber) {
        if (workload.shape() == Workload.Shape.ALL && workload.publishers() > 1) {
            return settings.topics().filterForAll();
        }
        int publisher = workload.shape() == Workload.Shape.ALL ? 0 : subscriber;
        return settings.topic(publisher, workload.oneConnection());
    }

    /** CONNACK, then SUBACK where the station receives, then open until the run ends. */
    private final class Opening implements Life {
        private final Station station;
        private boolean open;

        private Opening(Station station) {
            this.station = station;
        }

        @Override
        public void onConnected(MqttClient client) {
            Arrivals arrivals = station.arrivals();
            if (arrivals == null) {
                ready(client);
                return;
            }
            Connection connection = client.connection();
            connection.carryLimit(
                    Math.max(
                            connection.carryLimit(),
                            workload.payloadBytes() + CARRIED_OVERHEAD_BYTES));
            client.receive(new Deliveries(connection, arrivals, settings.hasProperties()));
            client.subscribe(settings.inGroup(filter(station.index())), settings.qos());
        }

        @Override
        public void onSubscribed(MqttClient client) {
            ready(client);
        }

        private void ready(MqttClient client) {
            Publisher publisher = station.publisher();
            if (publisher != null) {
                publisher.attach(writer(client, publisher));
            }
            open = true;
            station.opened();
        }

        private PublishWriter writer(MqttClient client, Publisher publisher) {
            Connection connection = client.connection();
            connection.outputLimit(Math.max(connection.outputLimit(), PUBLISH_OUTPUT_BYTES));
            PublishTemplate template =
                    new PublishTemplate(
                            settings.topic(publisher.number(), workload.oneConnection()),
                            settings.qos(),
                            settings.hasProperties(),
                            workload.payloadBytes());
            return new PublishWriter(connection, template, publisher.stampBase(), inFlight(client));
        }

        private @Nullable InFlight inFlight(MqttClient client) {
            if (settings.qos() == 0) {
                return null;
            }
            long window = workload.ratePerS() > 0 ? InFlight.MOST : workload.window();
            InFlight inFlight = new InFlight((int) Math.min(window, client.receiveMaximum()));
            client.acknowledge(
                    new Acknowledgements(
                            client.connection(),
                            inFlight,
                            station.tally(),
                            station.acknowledgements()));
            return inFlight;
        }

        @Override
        public void onEnded(MqttClient client, String why) {
            if (open) {
                station.closed(why);
            } else {
                station.failed(why);
            }
        }
    }
}
