package io.robustmq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.kernel.ConfigException;
import io.robustmq.kernel.EngineConfig;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {
    private static final long GIB = 1L << 30;

    @Test
    void shouldShareOutWhatReadsLeave() {
        MemoryPlan plan = MemoryPlan.of(engine(2, 64L << 20), GIB);

        assertThat(plan.inWords())
                .isEqualTo("64MiB: 2 × (4MiB reads + 21MiB outputs + 7MiB large payloads)");
    }

    @Test
    void shouldShowTheSumWhenItDoesNotFit() {
        assertThatThrownBy(() -> MemoryPlan.of(engine(8, 64L << 20), GIB))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "engine.memory: '64MiB' is not allowed: wants at least 96MiB: 8 ×"
                                + " (4MiB reads + 8MiB outputs)");
    }

    @Test
    void shouldNotPromiseMoreThanTheJvmGives() {
        assertThatThrownBy(() -> MemoryPlan.of(engine(1, 2 * GIB), GIB))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "engine.memory: '2048MiB' is not allowed: wants at most 1024MiB, the JVM's"
                                + " -XX:MaxDirectMemorySize");
    }

    private static EngineConfig engine(int cores, long memoryBytes) {
        return new EngineConfig(
                cores, 16, EngineConfig.Idle.ADAPTIVE, EngineConfig.UNPINNED, memoryBytes, 4096);
    }
}
