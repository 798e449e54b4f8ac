package io.robustmq.kernel.shard;

import static io.robustmq.storage.journal.Durability.INTERVAL;
import static io.robustmq.storage.journal.Durability.MEMORY;
import static io.robustmq.storage.journal.Durability.SYNC;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.kernel.shard.Policies.SessionRule;
import io.robustmq.kernel.shard.Policies.TopicRule;
import io.robustmq.storage.journal.Durability;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoliciesTest {
    @ParameterizedTest
    @CsvSource({
        "a, a, true",
        "a, b, false",
        "a, ab, false",
        "ab, a, false",
        "a/, a, false",
        "a, a/, false",
        "a/, a/, true",
        "a/b, a/b, true",
        "a/b, a/bc, false",
        "a/b, a, false",
        "#, a/b, true",
        "#, $SYS/a, false",
        "+/a, $SYS/a, false",
        "$SYS/#, $SYS/a, true",
        "a/#, a, true",
        "a/#, a/b/c, true",
        "a/#, ab, false",
        "+, a, true",
        "+, a/b, false",
        "+/+, /, true",
        "+/b, a/b, true",
        "a/+/c, a//c, true",
        "a/+/c, a/b/d, false",
        "a/+, a, false",
        "+/#, a, true"
    })
    void shouldMatchAsASubscriptionDoes(String filter, String topic, boolean matches) {
        Policies policies = new Policies(SYNC, List.of(new TopicRule(filter, MEMORY)), List.of());

        assertThat(ofTopic(policies, topic)).isEqualTo(matches ? MEMORY : SYNC);
    }

    @Test
    void shouldTakeTheFirstRuleThatFits() {
        Policies policies =
                new Policies(
                        SYNC,
                        List.of(new TopicRule("a/b", INTERVAL), new TopicRule("a/#", MEMORY)),
                        List.of(new SessionRule("dev-", MEMORY), new SessionRule("d", INTERVAL)));

        assertThat(ofTopic(policies, "a/b")).isEqualTo(INTERVAL);
        assertThat(ofTopic(policies, "a/c")).isEqualTo(MEMORY);
        assertThat(ofTopic(policies, "c")).isEqualTo(SYNC);
        assertThat(policies.ofSession("dev-1")).isEqualTo(MEMORY);
        assertThat(policies.ofSession("door")).isEqualTo(INTERVAL);
        assertThat(policies.ofSession("x-dev-1")).isEqualTo(SYNC);
    }

    @Test
    void shouldNeverReadAPrefixAsAPattern() {
        Policies policies =
                new Policies(SYNC, List.of(), List.of(new SessionRule("a+.*#", MEMORY)));

        assertThat(policies.ofSession("a+.*#1")).isEqualTo(MEMORY);
        assertThat(policies.ofSession("aaa")).isEqualTo(SYNC);
    }

    private static Durability ofTopic(Policies policies, String topic) {
        byte[] bytes = ("--" + topic + "--").getBytes(UTF_8);
        return policies.ofTopic(new UnsafeBuffer(bytes), 2, bytes.length - 4);
    }
}
