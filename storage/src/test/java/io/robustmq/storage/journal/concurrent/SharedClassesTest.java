package io.robustmq.storage.journal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the journal's threads share is stressed under the memory model, each class by its name. */
class SharedClassesTest {
    private static final Path CONCURRENT = Path.of("io/robustmq/storage/journal/concurrent");

    private static List<String> classesIn(String sources) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(sources).resolve(CONCURRENT))) {
            return files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .filter(name -> !name.equals("package-info"))
                    .toList();
        }
    }

    @Test
    void shouldAllBeStressed() throws IOException {
        List<String> wanted =
                classesIn("src/main/java").stream().map(name -> name + "Stress").toList();

        assertThat(wanted).isNotEmpty();
        assertThat(classesIn("src/jcstress/java")).containsAll(wanted);
    }
}
