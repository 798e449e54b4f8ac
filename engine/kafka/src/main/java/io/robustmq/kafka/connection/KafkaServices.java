package io.robustmq.kafka.connection;

import io.robustmq.codec.kafka.wire.RequestHeaderFlyweight;
import io.robustmq.kafka.KafkaConfig;
import io.robustmq.kafka.control.Handlers;
import io.robustmq.kafka.fetch.FetchServices;
import io.robustmq.kafka.metrics.KafkaCounters;
import io.robustmq.kafka.produce.ProduceReceiver;
import io.robustmq.kafka.quota.Quotas;
import io.robustmq.kafka.response.Responses;
import io.robustmq.security.Authenticator;
import io.robustmq.transport.core.Core;
import java.util.function.Supplier;

/**
 * What all connections of one core share; made once, touched by the core's thread only.
 *
 * @param header of the request being read
 * @param handlers made with the first control request: until then none of its classes are loaded
 * @param parked those whose request waits for the disk
 */
public record KafkaServices(
        Core core,
        KafkaConfig config,
        Authenticator authenticator,
        KafkaCounters counters,
        Quotas quotas,
        RequestHeaderFlyweight header,
        Supplier<Handlers> handlers,
        ProduceReceiver produce,
        FetchServices fetches,
        Responses responses,
        OpenConnections open,
        Parked parked) {}
