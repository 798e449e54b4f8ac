package io.robustmq.kafka.control;

import io.robustmq.codec.kafka.control.ControlMessages;
import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.codec.kafka.wire.KafkaViolation;
import io.robustmq.codec.kafka.wire.RequestHeaderFlyweight;
import io.robustmq.kafka.response.ResponseLine;
import io.robustmq.kafka.response.Responses;
import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.OwnedBy;
import org.agrona.DirectBuffer;
import org.apache.kafka.common.protocol.ApiMessage;

/** From bytes to a handler: nothing of the generated messages is seen outside. */
@OwnedBy(Core.class)
public final class ControlRequests {
    private ControlRequests() {}

    /**
     * Reads a request that is there whole, and has it answered.
     *
     * @throws KafkaViolation when the bytes are no such request; nothing has been done then
     */
    public static void take(
            Api api,
            RequestHeaderFlyweight header,
            DirectBuffer buffer,
            Client client,
            Handler handler,
            ResponseLine line,
            Responses responses)
            throws KafkaViolation {
        int version = header.apiVersion();
        int correlationId = header.correlationId();
        ApiMessage data =
                ControlMessages.parseRequest(
                        api, version, buffer, header.bodyOffset(), header.bodyLength());
        ControlReply reply = new ControlReply(api, version, correlationId, line.add(), responses);
        handler.handle(new ControlRequest(api, version, data, client), reply);
    }
}
