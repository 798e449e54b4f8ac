package io.robustmq.loadgen.server;

import io.robustmq.codec.mqtt.MqttVersion;
import io.robustmq.loadgen.mqtt.PublishTemplate;
import io.robustmq.loadgen.rig.Stamp;
import io.robustmq.transport.net.Connection;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends QoS 0 messages to the filter last subscribed to, taken as a topic, as fast as the client
 * reads. They are stamped as publisher 0 of run 0.
 */
final class SourcePeer extends NullPeer {
    /** Ahead of the socket. */
    private static final int OUTPUT_BYTES = 512 << 10;

    private static final int RUN_BYTES = 8 << 10;

    /** Claims in one cycle. */
    private static final int RUNS = 16;

    private final int payloadBytes;
    private @Nullable PublishTemplate template;
    private long sequence;

    SourcePeer(NullCore core, Connection connection, int payloadBytes) {
        super(core, connection);
        this.payloadBytes = payloadBytes;
        connection.outputLimit(OUTPUT_BYTES);
    }

    @Override
    void onSubscribe(String filter) {
        if (template == null) {
            core.add(this);
        }
        boolean properties = version() == MqttVersion.V5;
        template = new PublishTemplate(filter, 0, properties, payloadBytes);
    }

    @Override
    void onPublish(DirectBuffer buffer, int at, int body, int end) {
        acknowledge(buffer, at, body, end);
    }

    /**
     * @return messages written
     */
    int send() {
        PublishTemplate packet = template;
        if (packet == null || !connection.isOpen()) {
            return 0;
        }
        int perRun = Math.max(1, RUN_BYTES / packet.length());
        long nowNs = System.nanoTime();
        int sent = 0;
        for (int run = 0; run < RUNS; run++) {
            int at = connection.claim(perRun * packet.length());
            if (at == Connection.BACK_PRESSURED) {
                break;
            }
            MutableDirectBuffer out = connection.output();
            for (int i = 0; i < perRun; i++, at += packet.length()) {
                packet.write(out, at, Stamp.base(0, 0) + sequence++, nowNs);
            }
            sent += perRun;
        }
        core.published(sent, (long) sent * packet.length());
        return sent;
    }

    @Override
    public void onClosed() {
        core.remove(this);
        super.onClosed();
    }
}
