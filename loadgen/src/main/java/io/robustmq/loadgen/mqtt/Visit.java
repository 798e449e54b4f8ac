package io.robustmq.loadgen.mqtt;

import io.robustmq.loadgen.rig.Stamp;
import io.robustmq.transport.net.Connection;

/** One visitor: CONNECT —and, when it churns, SUBSCRIBE, PUBLISH, its own message, DISCONNECT. */
final class Visit implements Life {
    private final Visits visits;
    private final MqttSettings settings;
    private final int number;
    private final String clientId;
    private final long dueNs;
    private boolean done;

    Visit(Visits visits, MqttSettings settings, int number, String clientId, long dueNs) {
        this.visits = visits;
        this.settings = settings;
        this.number = number;
        this.clientId = clientId;
        this.dueNs = dueNs;
    }

    private String topic() {
        return settings.topics().of(number, clientId);
    }

    @Override
    public void onConnected(MqttClient client) {
        if (visits.isChurn()) {
            client.subscribe(topic(), 0);
        } else {
            arrive();
        }
    }

    private void arrive() {
        done = true;
        visits.arrived(dueNs);
    }

    @Override
    public void onSubscribed(MqttClient client) {
        PublishTemplate packet =
                new PublishTemplate(topic(), 0, settings.hasProperties(), Stamp.BYTES);
        Connection connection = client.connection();
        int at = connection.claim(packet.length());
        if (at >= 0) {
            packet.write(connection.output(), at, number, dueNs);
        }
    }

    @Override
    public void onPublish(MqttClient client) {
        if (!done) {
            arrive();
            client.disconnect();
        }
    }

    @Override
    public void onEnded(MqttClient client, String why) {
        if (!done) {
            visits.failed(why);
        } else if (!visits.isChurn()) {
            visits.leftEarly(why);
        }
    }
}
