package io.robustmq.kafka.control;

import io.robustmq.codec.kafka.control.ControlFrame;
import io.robustmq.codec.kafka.control.ControlMessages;
import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.kafka.response.Response;
import io.robustmq.kafka.response.Responses;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.apache.kafka.common.protocol.ApiMessage;

/** Writes the answer to one control request into its place in the line. */
@OwnedBy(Core.class)
final class ControlReply implements Reply {
    private final Api api;
    private final int version;
    private final int correlationId;
    private final Response place;
    private final Responses responses;
    private boolean isAnswered;

    ControlReply(Api api, int version, int correlationId, Response place, Responses responses) {
        this.api = api;
        this.version = version;
        this.correlationId = correlationId;
        this.place = place;
        this.responses = responses;
    }

    @Override
    public void send(ApiMessage response) {
        write(response);
        place.send();
    }

    @Override
    public void sendWhenKept(ApiMessage response, long mark) {
        write(response);
        responses.sendWhenKept(mark, place);
    }

    private void write(ApiMessage response) {
        if (isAnswered) {
            throw new IllegalStateException(api + " was answered twice");
        }
        isAnswered = true;
        if (place.isWanted()) {
            ControlFrame frame = ControlMessages.response(api, version, correlationId, response);
            place.length(frame.writeTo(place.bytes(), 0));
        }
    }

    @Override
    public boolean isWanted() {
        return !isAnswered && place.isWanted();
    }
}
