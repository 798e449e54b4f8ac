package io.robustmq.loadgen.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerFileTest {
    @TempDir Path folder;

    @Test
    void shouldGoOnWithWholeLinesAfterItsWriterWasKilled() throws Exception {
        Path path = folder.resolve("ledger");
        Value value = new Value(3, Kind.Q2, 17);
        try (LedgerFile file = LedgerFile.open(path, "first")) {
            file.append("p3", Action.INVOKE, value, "9");
        }
        Files.writeString(path, "1795905836965671 p3 ok p3/q2/1", StandardOpenOption.APPEND);

        try (LedgerFile file = LedgerFile.open(path, "second")) {
            file.append("p3", Action.OK, value, "9");

            assertThat(file.root()).isEqualTo("first");
            assertThat(file.found()).hasSize(2);
        }
        assertThat(LedgerFile.read(path))
                .extracting(Entry::action)
                .containsExactly(Action.ROOT, Action.INVOKE, Action.OK);
        assertThat(LedgerFile.read(path).getLast().value()).isEqualTo(value);
    }

    @Test
    void shouldRefuseAFileThatIsNoLedger() throws Exception {
        Path path = folder.resolve("ledger");
        Files.writeString(path, "1 p0 done p0/q2/1 1\n");

        assertThatThrownBy(() -> LedgerFile.open(path, "x").close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not a ledger");
    }
}
