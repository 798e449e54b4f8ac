package io.robustmq.storage.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A queue many times as long as its memory; scripts/long/queue-backlog.sh has a longer one. */
class QueueBacklogTest {
    private static final int MESSAGES = 200_000;

    @TempDir private Path directory;

    @Test
    void shouldKeepALongQueueOverARestartAndGiveItBackInOrder()
            throws IOException, InterruptedException {
        assertThat(
                        QueueBacklog.run(
                                directory,
                                MESSAGES,
                                32,
                                new PrintStream(OutputStream.nullOutputStream())))
                .isTrue();
    }
}
