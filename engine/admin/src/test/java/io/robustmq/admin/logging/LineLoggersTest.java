package io.robustmq.admin.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineLoggersTest {
    private static final String NAME = LineLoggersTest.class.getName();

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Logger behind = Logger.getLogger(NAME);
    private final LineHandler handler =
            new LineHandler(new PrintStream(written, false, StandardCharsets.UTF_8));

    LineLoggersTest() {
        behind.setUseParentHandlers(false);
        behind.addHandler(handler);
    }

    @AfterEach
    void leaveTheLoggerAsItWas() {
        behind.removeHandler(handler);
        behind.setUseParentHandlers(true);
        behind.setLevel(null);
    }

    @Test
    void shouldBeWhatSystemLoggersAre() {
        System.Logger logger = System.getLogger(NAME);

        assertThat(logger).isInstanceOf(LineLogger.class);
        assertThat(logger.getName()).isEqualTo(NAME);
    }

    @ParameterizedTest
    @CsvSource({"TRACE, FINER", "DEBUG, FINE", "INFO, INFO", "WARNING, WARNING", "ERROR, SEVERE"})
    void shouldWriteEachLevelUnderItsName(Level level, String name) {
        behind.setLevel(java.util.logging.Level.ALL);

        System.getLogger(NAME).log(level, "{0} of {1}", 1, 2);

        assertThat(text()).endsWith("Z " + name + " " + NAME + " 1 of 2" + System.lineSeparator());
    }

    @Test
    void shouldWriteWhatWasThrown() {
        System.getLogger(NAME).log(Level.ERROR, "it broke", new IllegalStateException("why"));

        assertThat(text()).contains(" it broke", "IllegalStateException: why");
    }

    @Test
    void shouldWriteNothingBelowTheLevelAskedFor() {
        behind.setLevel(java.util.logging.Level.WARNING);

        System.getLogger(NAME).log(Level.INFO, "it runs");
        System.getLogger(NAME).log(Level.INFO, "it runs", new IllegalStateException());

        assertThat(text()).isEmpty();
        assertThat(System.getLogger(NAME).isLoggable(Level.INFO)).isFalse();
        assertThat(System.getLogger(NAME).isLoggable(Level.WARNING)).isTrue();
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
