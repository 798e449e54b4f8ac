package io.robustmq.kafka.control;

import io.robustmq.codec.kafka.wire.Api;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * A request as it was read, within the versions that are offered.
 *
 * @param api what is asked for
 * @param version of the request and of its answer
 * @param data the generated message of that request
 * @param client who asks
 */
public record ControlRequest(Api api, int version, ApiMessage data, Client client) {}
