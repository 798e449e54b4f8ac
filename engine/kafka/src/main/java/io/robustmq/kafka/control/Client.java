package io.robustmq.kafka.control;

import io.robustmq.kafka.access.Access;
import io.robustmq.kafka.topic.Nodes;

/**
 * Who is at the other end of a connection, as one request has it.
 *
 * @param clientId as the request says; empty when it says none
 * @param host the peer's address, in digits, as Kafka prints it: with a slash in front
 * @param access what it may do
 * @param nodes this node's cores as this client reaches them
 */
public record Client(String clientId, String host, Access access, Nodes nodes) {}
