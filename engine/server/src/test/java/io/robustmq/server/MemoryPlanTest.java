package io.robustmq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.kernel.ConfigException;
import io.robustmq.kernel.EngineConfig;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryPlanTest {
    private static final int MIB = 1 << 20;
    private static final long GIB = 1L << 30;
    private static final long JOURNAL = MIB;

    @Test
    void shouldShareOutWhatIsLeft() {
        MemoryPlan plan = MemoryPlan.of(engine(1, 64L << 20), MIB, JOURNAL, GIB, GIB);

        assertThat(plan.inWords())
                .isEqualTo(
                        "64MiB: 1 × (4MiB reads + 512KiB inbox + 1MiB journal + 43MiB outputs"
                                + " + 14MiB large payloads)");
        assertThat(plan.totalBytes()).isEqualTo(64L << 20);
    }

    @ParameterizedTest
    @CsvSource({
        "2,  64, 2 × (2048KiB rings + 4MiB large messages)",
        "2,  512, 2 × (2048KiB rings + 4MiB large messages)",
        "4,  512, 12 × (2048KiB rings + 4MiB large messages)",
        "16, 512, 240 × (256KiB rings + 512KiB large messages)",
    })
    void shouldCountWhatLiesBetweenCores(int cores, long memoryMib, String between) {
        MemoryPlan plan = MemoryPlan.of(engine(cores, memoryMib << 20), MIB, JOURNAL, GIB, GIB);

        assertThat(plan.inWords()).startsWith(memoryMib + "MiB: ").endsWith(") + " + between);
        assertThat(plan.totalBytes())
                .isBetween((memoryMib << 20) - cores, memoryMib << 20)
                .isEqualTo(
                        cores
                                        * (plan.readBytes()
                                                + plan.inboxBytes()
                                                + plan.journalBytes()
                                                + plan.outputBytes()
                                                + plan.bodyBytes())
                                + cores
                                        * (cores - 1)
                                        * (plan.ringBytes()
                                                + RingBufferDescriptor.TRAILER_LENGTH
                                                + plan.largeMessageBytes()));
    }

    @Test
    void shouldShowTheSumWhenItDoesNotFit() {
        assertThatThrownBy(() -> MemoryPlan.of(engine(8, 64L << 20), MIB, JOURNAL, GIB, GIB))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "engine.memory: '64MiB' is not allowed: wants at least 138MiB: 8 ×"
                                + " (4MiB reads + 512KiB inbox + 1MiB journal + 8MiB outputs"
                                + " + 1MiB large payloads) + 56 ×"
                                + " (128KiB rings + 256KiB large messages)");
    }

    @Test
    void shouldHaveRoomForTheLargestPayloadOnEachCore() {
        MemoryPlan plan = MemoryPlan.of(engine(1, 512L << 20), 256 * MIB, JOURNAL, GIB, GIB);

        assertThat(plan.bodyBytes()).isEqualTo(256L * MIB);
        assertThatThrownBy(() -> MemoryPlan.of(engine(2, 512L << 20), 256 * MIB, JOURNAL, GIB, GIB))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("engine.memory: '512MiB' is not allowed: wants at least 5")
                .hasMessageContaining("256MiB large payloads");
    }

    @Test
    void shouldTakeNoPacketThatTheHeapCouldNotKeep() {
        assertThatThrownBy(
                        () -> MemoryPlan.of(engine(1, GIB / 2), 256 * MIB, JOURNAL, GIB, GIB / 2))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "mqtt.max-packet-size: '256MiB' is not allowed: wants at most 170MiB, a"
                                + " third of the JVM's heap, -Xmx");
    }

    @Test
    void shouldLeaveSessionsNoMoreThanHalfOfTheHeap() {
        MemoryPlan.checkQueued(GIB / 2, GIB);

        assertThatThrownBy(() -> MemoryPlan.checkQueued(GIB / 2 + MIB, GIB))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "mqtt.max-queued-bytes: '513MiB' is not allowed: wants at most 512MiB, half"
                                + " of the JVM's heap, -Xmx");
    }

    @Test
    void shouldNotPromiseMoreThanTheJvmGives() {
        assertThatThrownBy(() -> MemoryPlan.of(engine(1, 2 * GIB), MIB, JOURNAL, GIB, GIB))
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
