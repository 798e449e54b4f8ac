package io.robustmq.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kafka.KafkaTables;
import io.robustmq.kernel.forward.ForwardFlyweight;
import io.robustmq.kernel.retained.RetainedMessages;
import io.robustmq.mqtt.delayed.DelayedEvents;
import io.robustmq.mqtt.group.GroupEvents;
import io.robustmq.mqtt.session.SessionTables;
import io.robustmq.storage.journal.FrameFlyweight;
import io.robustmq.storage.log.LogFrames;
import io.robustmq.storage.queue.QueueFrameType;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Everything that is appended to a shard's stream is told from all else by its type. */
class EventTypesTest {
    private static final List<IntPredicate> OWNERS =
            List.of(
                    SessionTables::isEvent,
                    RetainedMessages::isEvent,
                    ForwardFlyweight::isEvent,
                    DelayedEvents::isEvent,
                    GroupEvents::isEvent,
                    KafkaTables::isEvent,
                    QueueFrameType::isOurs,
                    LogFrames::isOfLog);

    @Test
    void shouldHaveOneOwnerEach() {
        List<Integer> disputed =
                IntStream.rangeClosed(0, FrameFlyweight.LAST_TYPE)
                        .filter(type -> owners(type) > 1)
                        .boxed()
                        .toList();

        assertThat(disputed).isEmpty();
        assertThat(OWNERS)
                .allSatisfy(owner ->
                        assertThat(
                                        IntStream.rangeClosed(0, FrameFlyweight.LAST_TYPE)
                                                .anyMatch(owner))
                                .isTrue());
    }

    private static long owners(int type) {
        return OWNERS.stream().filter(owner -> owner.test(type)).count();
    }
}
