package io.robustmq.kafka.control;

import org.apache.kafka.common.protocol.ApiMessage;

/**
 * A request as it was read, within the versions that are offered.
 *
 * @param apiKey what is asked for
 * @param version of the request and of its answer
 * @param data the generated message of that request
 * @param client who asks
 */
public record ControlRequest(short apiKey, short version, ApiMessage data, Client client) {}
