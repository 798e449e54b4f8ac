package io.robustmq.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.robustmq.codec.kafka.control.ControlMessages;
import io.robustmq.codec.kafka.fetch.FetchRequestFlyweight;
import io.robustmq.codec.kafka.produce.ProduceRequestFlyweight;
import io.robustmq.codec.kafka.wire.Api;
import io.robustmq.codec.kafka.wire.KafkaViolation;
import io.robustmq.codec.kafka.wire.RequestHeaderFlyweight;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A request of a peer that sends what it likes. It is read or refused by a {@link KafkaViolation};
 * any other exception is a fault of ours. What was read lies within the request and is the same
 * when it is read twice.
 */
class KafkaRequestFuzzTest {
    private final RequestHeaderFlyweight header = new RequestHeaderFlyweight();
    private final ProduceRequestFlyweight produce = new ProduceRequestFlyweight();
    private final FetchRequestFlyweight fetch = new FetchRequestFlyweight();

    @FuzzTest(maxDuration = "20s")
    void shouldReadOrRefuse(byte[] bytes) {
        UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        try {
            header.wrap(buffer, 0, bytes.length);
            readBody(buffer, header.bodyOffset(), header.bodyLength());
        } catch (KafkaViolation refused) {
            return;
        }
    }

    private void readBody(UnsafeBuffer buffer, int offset, int length) throws KafkaViolation {
        Api api = header.api();
        int version = header.apiVersion();
        if (api == null || !api.offers(version)) {
            return;
        }
        switch (api) {
            case PRODUCE -> {
                produce.wrap(buffer, offset, length, version);
                long first = produced(buffer);
                require(produced(buffer) == first);
            }
            case FETCH -> {
                fetch.wrap(buffer, offset, length, version);
                long first = fetched(buffer);
                require(fetched(buffer) == first);
            }
            default -> control(api, version, buffer, offset, length);
        }
    }

    private long produced(UnsafeBuffer buffer) {
        long sum = 0;
        int partitions = 0;
        produce.rewind();
        while (produce.nextTopic()) {
            buffer.boundsCheck(produce.topicNameOffset(), Math.max(0, produce.topicNameLength()));
            while (produce.nextPartition()) {
                buffer.boundsCheck(produce.recordsOffset(), Math.max(0, produce.recordsLength()));
                sum += produce.recordsOffset() + produce.partition();
                partitions++;
            }
        }
        require(partitions == produce.partitionTotal());
        return sum;
    }

    private long fetched(UnsafeBuffer buffer) {
        long sum = 0;
        int partitions = 0;
        fetch.rewind();
        while (fetch.nextTopic()) {
            buffer.boundsCheck(fetch.topicNameOffset(), Math.max(0, fetch.topicNameLength()));
            while (fetch.nextPartition()) {
                sum += fetch.fetchOffset() + fetch.partition();
                partitions++;
            }
        }
        require(partitions == fetch.partitionTotal());
        while (fetch.nextForgottenTopic()) {
            while (fetch.nextForgottenPartition()) {
                sum += fetch.partition();
            }
        }
        buffer.boundsCheck(fetch.rackOffset(), fetch.rackLength());
        return sum;
    }

    private static void control(Api api, int version, UnsafeBuffer buffer, int offset, int length)
            throws KafkaViolation {
        var read = ControlMessages.parseRequest(api, version, buffer, offset, length);
        var again = ControlMessages.parseRequest(api, version, buffer, offset, length);
        require(read.equals(again));
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("read in two ways");
        }
    }
}
