package io.robustmq.loadgen.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.loadgen.mqtt.MqttDriver;
import io.robustmq.loadgen.mqtt.MqttSettings;
import io.robustmq.loadgen.mqtt.NamePattern;
import io.robustmq.loadgen.rig.Counts;
import io.robustmq.loadgen.rig.Observer;
import io.robustmq.loadgen.rig.Outcome;
import io.robustmq.loadgen.rig.Rig;
import io.robustmq.loadgen.rig.Times;
import io.robustmq.loadgen.rig.Workload;
import io.robustmq.transport.core.CoreConfig;
import io.robustmq.transport.core.CoreDuty;
import io.robustmq.transport.core.Cores;
import io.robustmq.transport.core.TransportChoice;
import io.robustmq.transport.net.Connection;
import io.robustmq.transport.net.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

/** A generator that believes its broker is worthless: each fault must show in the outcome. */
class FaultyServerTest {
    private static final int MESSAGES = 1_000;
    private static final int OF_EACH_FAULT = MESSAGES / 100;

    @Test
    void shouldFindWhatAServerLosesDoublesSwapsAndSpoils() throws Exception {
        Workload echoed =
                new Workload(
                        Workload.Shape.PAIRS,
                        1,
                        1,
                        true,
                        false,
                        16,
                        50,
                        0,
                        MESSAGES,
                        Duration.ZERO,
                        Duration.ZERO,
                        false,
                        false);

        Outcome outcome = run(echoed);

        Counts counts = outcome.counts();
        assertThat(counts.sent()).isEqualTo(MESSAGES);
        assertThat(outcome.lost()).isEqualTo(OF_EACH_FAULT);
        assertThat(counts.duplicated()).isEqualTo(OF_EACH_FAULT);
        assertThat(counts.reordered()).isEqualTo(OF_EACH_FAULT);
        assertThat(counts.corrupt()).isEqualTo(OF_EACH_FAULT);
        assertThat(counts.received()).as("duplicates included").isEqualTo(MESSAGES);
    }

    private static Outcome run(Workload workload) throws Exception {
        Rig rig = new Rig(workload, 1, 1);
        CoreConfig config = CoreConfig.of(TransportChoice.resolve(null).kind());
        NullCore counts = new NullCore(NullServer.Kind.ECHO, workload.payloadBytes());
        NamePattern name = new NamePattern("t");
        MqttSettings settings =
                new MqttSettings(MqttVersion.V5, 0, name, name, null, null, null, false);
        try (Cores serving = Cores.start(config, core -> CoreDuty.NONE);
                Cores loading = Cores.start(config, core -> rig.duty(0))) {
            int port =
                    serving.core(0)
                            .listen(endpoint(0), peer -> new FaultyPeer(counts, peer))
                            .port();
            MqttDriver driver = new MqttDriver(endpoint(port), settings, workload);
            return rig.run(loading.all(), driver, new Unheard());
        }
    }

    private static Endpoint endpoint(int port) {
        return Endpoint.tcp("test", new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Of each hundred: loses 10, doubles 20, sends 30 after 31, adds a short one behind 40. */
    private static final class FaultyPeer extends NullPeer {
        private static final byte[] SHORT = {0x30, 4, 0, 1, 't', 0};

        private int number;
        private byte[] held = {};

        FaultyPeer(NullCore core, Connection connection) {
            super(core, connection);
        }

        @Override
        void onPublish(DirectBuffer buffer, int at, int body, int end) {
            byte[] packet = new byte[end - at];
            buffer.getBytes(at, packet);
            switch (number++ % 100) {
                case 10 -> {}
                case 20 -> send(packet, packet);
                case 30 -> held = packet;
                case 31 -> send(packet, held);
                case 40 -> send(packet, SHORT);
                default -> send(packet);
            }
        }

        private void send(byte[]... packets) {
            for (byte[] packet : packets) {
                int at = connection.claim(packet.length);
                connection.output().putBytes(at, packet);
            }
        }
    }

    /** An observer that looks away. */
    private static final class Unheard implements Observer {
        @Override
        public void measuring(Counts now) {}

        @Override
        public void second(Counts before, Counts now, long expected, Times times) {}

        @Override
        public void measured(Counts now) {}
    }
}
