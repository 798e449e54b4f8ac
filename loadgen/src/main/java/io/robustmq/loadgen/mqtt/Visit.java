package io.robustmq.loadgen.mqtt;

import io.robustmq.loadgen.rig.Stamp;
import io.robustmq.transport.net.Connection;
import java.util.ArrayList;
import java.util.List;

/**
 * One visitor.
 *
 * <pre>
 * STAY           CONNECT
 * CHURN          CONNECT, SUBSCRIBE, PUBLISH, its own message, DISCONNECT
 * LEAVE_SESSION  CONNECT, SUBSCRIBE, DISCONNECT
 * </pre>
 */
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
        switch (visits.purpose()) {
            case STAY -> arrive();
            case CHURN -> client.subscribe(topic(), 0);
            case LEAVE_SESSION -> client.subscribe(filters(), settings.qos());
        }
    }

    private List<String> filters() {
        List<String> filters = new ArrayList<>();
        for (int i = 0; i < visits.subscriptions(); i++) {
            filters.add(topic() + "/" + i);
        }
        return filters;
    }

    private void arrive() {
        done = true;
        visits.arrived(dueNs);
    }

    @Override
    public void onSubscribed(MqttClient client) {
        if (visits.purpose() == Visits.Purpose.LEAVE_SESSION) {
            arrive();
            client.disconnect();
        } else {
            publish(client);
        }
    }

    private void publish(MqttClient client) {
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
        } else if (visits.purpose() == Visits.Purpose.STAY) {
            visits.leftEarly(why);
        }
    }
}
