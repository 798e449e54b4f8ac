package io.robustmq.kernel.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.robustmq.kernel.topic.Bytes;
import java.lang.management.ManagementFactory;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

/** Counts bytes exactly, so that one object a message would show. */
class RouteAllocationTest {
    private static final int MESSAGES = 10_000;
    private static final String TOPIC = "a/bcdefghij/c";
    private static final DirectBuffer VIEW = Bytes.view(TOPIC);
    private static final int LENGTH = Bytes.length(TOPIC);

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Routing routing = new Routing();
    private final RouteBuilder builder = new RouteBuilder();

    @Test
    void shouldAllocateNothingForACachedRoute() {
        subscribeMany();

        assertThat(allocatedBy(() -> routing.cache.route(VIEW, Bytes.OFFSET, LENGTH))).isZero();
    }

    @Test
    void shouldAllocateNothingForAMatchIntoABuilderInUse() {
        subscribeMany();

        assertThat(allocatedBy(() -> routing.tree.match(VIEW, Bytes.OFFSET, LENGTH, builder)))
                .isZero();
        assertThat(builder.count()).isEqualTo(90);
    }

    private void subscribeMany() {
        for (int i = 0; i < 30; i++) {
            routing.subscribe("s" + i, "a/+/c");
            routing.subscribe("s" + i, "a/bcdefghij/#");
            routing.subscribe("s" + i, "#");
        }
    }

    private long allocatedBy(Runnable message) {
        message.run();
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < MESSAGES; i++) {
            message.run();
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
