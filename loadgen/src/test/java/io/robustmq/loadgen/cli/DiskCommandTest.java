package io.robustmq.loadgen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskCommandTest {
    @TempDir private Path directory;

    @Test
    void shouldMeasureAndLeaveNothingBehind() {
        String options = "disk --block 5000 --warmup 1ms --duration 50ms --require rate>0";

        int exitCode = run(options);

        assertThat(exitCode).isZero();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void shouldTellOfARateThatIsMissed() {
        String options = "disk --warmup 1ms --duration 1ms --require rate>1G";

        int exitCode = run(options);

        assertThat(exitCode).isEqualTo(10);
    }

    private int run(String options) {
        return BenchCommand.run((options + " --directory " + directory).split(" "));
    }
}
