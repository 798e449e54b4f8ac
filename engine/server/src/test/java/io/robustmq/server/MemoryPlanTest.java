package io.robustmq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.kernel.ConfigException;
import io.robustmq.kernel.EngineConfig;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {
    private static final int MIB = 1 << 20;
    private static final long GIB = 1L << 30;

    @Test
    void shouldShareOutWhatReadsLeave() {
        MemoryPlan plan = MemoryPlan.of(engine(2, 64L << 20), MIB, GIB, GIB);

        assertThat(plan.inWords())
                .isEqualTo("64MiB: 2 × (4MiB reads + 21MiB outputs + 7MiB large payloads)");
    }

    @Test
    void shouldShowTheSumWhenItDoesNotFit() {
        assertThatThrownBy(() -> MemoryPlan.of(engine(8, 64L << 20), MIB, GIB, GIB))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "engine.memory: '64MiB' is not allowed: wants at least 104MiB: 8 ×"
                                + " (4MiB reads + 8MiB outputs + 1MiB largest payload)");
    }

    @Test
    void shouldHaveRoomForTheLargestPayloadOnEachCore() {
        MemoryPlan plan = MemoryPlan.of(engine(1, 512L << 20), 256 * MIB, GIB, GIB);

        assertThat(plan.bodyBytes()).isEqualTo(256L * MIB);
        assertThat(plan.outputBytes()).isEqualTo(252L * MIB);
        assertThatThrownBy(() -> MemoryPlan.of(engine(2, 512L << 20), 256 * MIB, GIB, GIB))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "engine.memory: '512MiB' is not allowed: wants at least 536MiB: 2 ×"
                                + " (4MiB reads + 8MiB outputs + 256MiB largest payload)");
    }

    @Test
    void shouldTakeNoPacketThatTheHeapCouldNotKeep() {
        assertThatThrownBy(() -> MemoryPlan.of(engine(1, GIB / 2), 256 * MIB, GIB, GIB / 2))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "mqtt.max-packet-size: '256MiB' is not allowed: wants at most 170MiB, a"
                                + " third of the JVM's heap, -Xmx");
    }

    @Test
    void shouldNotPromiseMoreThanTheJvmGives() {
        assertThatThrownBy(() -> MemoryPlan.of(engine(1, 2 * GIB), MIB, GIB, GIB))
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
