package io.robustmq.mqtt.connection;

import io.robustmq.codec.mqtt.MqttViolation;
import io.robustmq.codec.mqtt.ReasonCode;
import io.robustmq.kernel.message.Publication;
import io.robustmq.kernel.retained.RetainedMessages;
import io.robustmq.mqtt.metrics.MqttCounters;
import io.robustmq.mqtt.publish.HomedRetains;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.jspecify.annotations.Nullable;

/** Takes a client's PUBLISH with RETAIN set: here, or by way of the topic's home. */
@OwnedBy(Core.class)
final class RetainReceiver {
    private final boolean available;
    private final RetainedMessages retained;
    private final @Nullable HomedRetains homes;
    private final MqttCounters counters;
    private final PublishAnswers answers;

    /**
     * @param available messages may be retained at all
     * @param homes of retained messages; null when the node has one core
     */
    RetainReceiver(
            boolean available,
            RetainedMessages retained,
            @Nullable HomedRetains homes,
            MqttCounters counters,
            PublishAnswers answers) {
        this.available = available;
        this.retained = retained;
        this.homes = homes;
        this.counters = counters;
        this.answers = answers;
    }

    void checkAvailable() throws MqttViolation {
        if (!available) { // [MQTT-3.2.2-14]
            throw new MqttViolation(ReasonCode.RETAIN_NOT_SUPPORTED, "retained messages are off");
        }
    }

    /** Whether the limits allow to keep it; its home will see to that. */
    boolean mayKeep(Publication publication) throws MqttViolation {
        checkAvailable();
        return retained.mayKeep(publication);
    }

    /**
     * @param packetId 0 with QoS 0
     * @param packetBytes the PUBLISH's, counted as received
     * @param confirmation what the client is to hear when all went well
     * @return true when it is kept and is now to be routed and confirmed; false when all that has
     *     been done, or was refused and answered, or has to wait
     */
    boolean tryKeep(
            ActiveClient client,
            Publication publication,
            int packetId,
            int packetBytes,
            int confirmation)
            throws MqttViolation {
        checkAvailable();
        if (homes != null) {
            keepAtHome(client, publication, packetId, packetBytes, homes, confirmation);
            return false;
        }
        if (retained.retain(publication)) {
            return true;
        }
        answers.refuse(client, publication.qos(), packetId, ReasonCode.QUOTA_EXCEEDED);
        return false;
    }

    /**
     * On a node of several cores: by way of the topic's home, which may take its time or have no
     * room for it now.
     */
    private void keepAtHome(
            ActiveClient client,
            Publication publication,
            int packetId,
            int packetBytes,
            HomedRetains by,
            int confirmation) {
        int qos = publication.qos();
        HomedRetains.Outcome outcome =
                by.publish(
                        publication,
                        client.isFenced(),
                        code ->
                                client.onRetained(
                                        qos,
                                        packetId,
                                        ReasonCode.isFailure(code) ? code : confirmation));
        switch (outcome) {
            case KEPT -> answers.confirm(client, qos, packetId, confirmation);
            case OVER_LIMIT -> answers.refuse(client, qos, packetId, ReasonCode.QUOTA_EXCEEDED);
            case NO_ROOM -> {
                counters.putBack(qos, packetBytes);
                client.putBackUntilRoom();
            }
            case AWAITS_FENCE -> {
                counters.putBack(qos, packetBytes);
                client.mqtt().putBack();
                by.whenFenced(client::onFenced);
            }
            case ASKED -> {
                client.fenceDone();
                if (qos == 2) {
                    client.session().take(packetId);
                }
                client.mqtt().park();
            }
        }
    }
}
