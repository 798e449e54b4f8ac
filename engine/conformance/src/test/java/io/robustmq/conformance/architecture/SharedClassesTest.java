package io.robustmq.conformance.architecture;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What several threads touch is stressed under the memory model: {@code XStress} for a class {@code
 * X}, in its package, in its module's {@code src/jcstress}. What is not says why.
 */
class SharedClassesTest {
    private static final Path HOME = Path.of("../..");
    private static final String SOURCES = "/src/jcstress/java/";
    private static final String PLANTED = "io.robustmq.conformance.architecture.planted.shared";

    /** Classes whose part is stressed with another's, by the name of that. */
    private static final Map<String, String> STRESSED_WITH =
            Map.ofEntries(
                    Map.entry(
                            "io.robustmq.transport.ring.CoreProxy",
                            "io.robustmq.transport.ring.CoreRings"),
                    Map.entry(
                            "io.robustmq.transport.ring.CoreInbox",
                            "io.robustmq.transport.ring.CoreRings"),
                    Map.entry(
                            "io.robustmq.transport.ring.CoreOutbox",
                            "io.robustmq.transport.ring.CoreRings"),
                    Map.entry(
                            "io.robustmq.storage.queue.concurrent.Page",
                            "io.robustmq.storage.queue.concurrent.PageReads"),
                    Map.entry(
                            "io.robustmq.storage.journal.CoreJournal",
                            "io.robustmq.storage.journal.JournalCells"));

    private static final String ONE_CELL = "one volatile cell, written whole by one thread";
    private static final String STOP_FLAG = "a volatile flag, raised once, then a join";
    private static final String ONCE = "references set once, at the start";
    private static final String LOCKED = "every access holds its lock";

    private static final Map<String, String> NOT_STRESSED =
            Map.ofEntries(
                    Map.entry("io.robustmq.kernel.topic.TopicBytes", "a view, not shared"),
                    Map.entry("io.robustmq.kafka.metrics.concurrent.LastSample", ONE_CELL),
                    Map.entry("io.robustmq.security.UserDirectory", ONE_CELL),
                    Map.entry("io.robustmq.server.DiskStorage", ONCE),
                    Map.entry("io.robustmq.server.KafkaNode", ONCE),
                    Map.entry("io.robustmq.server.Launcher", ONE_CELL),
                    Map.entry("io.robustmq.server.LogStorage", ONCE),
                    Map.entry("io.robustmq.server.MqttNode", ONCE),
                    Map.entry("io.robustmq.server.NodeCores", ONCE),
                    Map.entry("io.robustmq.storage.disk.DirectDisk", ONE_CELL),
                    Map.entry("io.robustmq.storage.disk.DirectFile", ONE_CELL),
                    Map.entry("io.robustmq.storage.journal.JournalThreads", STOP_FLAG),
                    Map.entry("io.robustmq.storage.log.LogMover", ONE_CELL),
                    Map.entry("io.robustmq.storage.log.LogShard", "one queue of Agrona's"),
                    Map.entry("io.robustmq.storage.log.MoverThread", STOP_FLAG),
                    Map.entry("io.robustmq.storage.log.ReadMemory", "a flag, raised once"),
                    Map.entry("io.robustmq.storage.state.RocksState", ONE_CELL),
                    Map.entry("io.robustmq.storage.state.StateThread", STOP_FLAG),
                    Map.entry("io.robustmq.storage.tier.SsdTier", LOCKED),
                    Map.entry("io.robustmq.storage.tier.MemoryTier", LOCKED),
                    Map.entry("io.robustmq.transport.core.NettyCore", STOP_FLAG),
                    Map.entry("io.robustmq.transport.net.channel.PemTlsContext", ONE_CELL));

    private static final JavaClasses SHIPPED =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.robustmq");

    private static Set<String> shared() {
        return SharedClasses.in(SHIPPED, name -> !name.startsWith("io.robustmq.loadgen."));
    }

    /** The classes that a source exists for. */
    private static Set<String> stressed() throws IOException {
        try (Stream<Path> files =
                Files.find(HOME, 20, (file, kind) -> file.toString().contains(SOURCES))) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith("Stress.java"))
                    .map(file -> file.substring(file.indexOf(SOURCES) + SOURCES.length()))
                    .map(file -> file.replace("Stress.java", "").replace('/', '.'))
                    .collect(toSet());
        }
    }

    private static Set<String> without(Set<String> shared, Set<String> stressed) {
        return shared.stream()
                .filter(name -> !stressed.contains(STRESSED_WITH.getOrDefault(name, name)))
                .collect(toCollection(TreeSet::new));
    }

    @Test
    void shouldAllBeStressedOrSayWhyNot() throws IOException {
        Set<String> unproven = without(shared(), stressed());

        assertThat(shared()).hasSizeGreaterThan(30);
        assertThat(unproven).containsExactlyInAnyOrderElementsOf(NOT_STRESSED.keySet());
    }

    @Test
    void shouldExcuseNothingThatIsNotThere() throws IOException {
        Set<String> stressed = stressed();

        assertThat(STRESSED_WITH.keySet()).allMatch(SHIPPED::contain);
        assertThat(NOT_STRESSED.keySet()).allMatch(SHIPPED::contain);
        assertThat(stressed).containsAll(STRESSED_WITH.values());
    }

    @Test
    void shouldFindAPlantedOneWithoutSource() throws IOException {
        JavaClasses planted = new ClassFileImporter().importPackages(PLANTED);

        Set<String> unproven = without(SharedClasses.in(planted, name -> true), stressed());

        assertThat(unproven)
                .containsExactly(
                        PLANTED + ".Flag", PLANTED + ".Locked", PLANTED + ".concurrent.Plain");
    }
}
