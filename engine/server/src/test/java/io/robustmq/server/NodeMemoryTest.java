package io.robustmq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.kernel.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeMemoryTest {
    private static final long MIB = 1 << 20;

    @TempDir private Path root;

    @Test
    void shouldAddUpAllThatTheProcessMayTake() {
        NodeMemory memory = new NodeMemory(1024 * MIB, 512 * MIB, 128 * MIB, 356 * MIB);

        assertThat(memory.checkedAgainst(2020 * MIB).inWords())
                .isEqualTo(
                        "2020MiB: 1024MiB heap + 512MiB engine + 128MiB state tables"
                                + " + 356MiB logs");
    }

    @Test
    void shouldShowTheSumWhenTheMachineHasLess() {
        NodeMemory memory = new NodeMemory(1024 * MIB, 512 * MIB, 128 * MIB, 356 * MIB);

        assertThatThrownBy(() -> memory.checkedAgainst(2020 * MIB - 1))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "engine.memory: '512MiB' is not allowed: wants a sum of at most 2020MiB, the"
                                + " memory of this machine or container; -Xmx and kafka.memory are"
                                + " the others to lower: 2020MiB: 1024MiB heap + 512MiB engine"
                                + " + 128MiB state tables + 356MiB logs");
    }

    @Test
    void shouldTakeTheLeastOfMachineAndControlGroups() throws IOException {
        assertThat(MachineMemory.limitBytes(root)).as("nothing says").isEqualTo(Long.MAX_VALUE);

        write("proc/meminfo", "Buffers: 1 kB\nMemTotal:       8192 kB\nMemFree: 3 kB\n");
        write("proc/self/cgroup", "0::/a/b\n");
        assertThat(MachineMemory.limitBytes(root)).isEqualTo(8 * MIB);

        write("sys/fs/cgroup/a/b/memory.max", "max\n");
        write("sys/fs/cgroup/a/memory.max", "3145728\n");
        assertThat(MachineMemory.limitBytes(root)).isEqualTo(3 * MIB);

        write("sys/fs/cgroup/a/b/memory.max", "2097152\n");
        assertThat(MachineMemory.limitBytes(root)).isEqualTo(2 * MIB);
    }

    @Test
    void shouldKnowThisMachine() {
        assertThat(MachineMemory.limitBytes()).isBetween(64 * MIB, 1L << 50);
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
