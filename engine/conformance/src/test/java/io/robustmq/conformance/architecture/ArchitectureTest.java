package io.robustmq.conformance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.MonitorInstruction;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The arrows hold for what we ship, and each of the rules finds the planted class that breaks it.
 */
class ArchitectureTest {
    private static final String OURS = "io.robustmq";
    private static final String PLANTED = "io.robustmq.conformance.architecture.planted";

    private static final JavaClasses SHIPPED =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages(OURS);
    private static final JavaClasses COUNTEREXAMPLES =
            new ClassFileImporter().importPackages(PLANTED);

    static Stream<String> names() {
        return new Arrows(OURS).rules().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldHold(String rule) {
        assertThat(SHIPPED.size()).as("classes seen").isGreaterThan(50);

        Objects.requireNonNull(new Arrows(OURS).rules().get(rule)).check(SHIPPED);
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldFindWhatBreaksIt(String rule) {
        var broken =
                Objects.requireNonNull(new Arrows(PLANTED).rules().get(rule))
                        .evaluate(COUNTEREXAMPLES);

        assertThat(broken.hasViolation()).isTrue();
    }

    @Test
    void shouldHaveNoSynchronizedBlocksOnCores() {
        List<String> cores =
                SHIPPED.stream()
                        .map(each -> each.getName())
                        .filter(name ->
                                name.startsWith("io.robustmq.codec.")
                                        || name.startsWith("io.robustmq.kernel.")
                                        || name.startsWith("io.robustmq.mqtt.")
                                        || name.startsWith("io.robustmq.kafka."))
                        .toList();

        assertThat(cores).isNotEmpty().noneMatch(ArchitectureTest::hasSynchronizedBlock);
        assertThat(hasSynchronizedBlock(PLANTED + ".kernel.Locking"))
                .as("the planted one")
                .isTrue();
    }

    private static boolean hasSynchronizedBlock(String className) {
        String resource = "/" + className.replace('.', '/') + ".class";
        try (InputStream in = ArchitectureTest.class.getResourceAsStream(resource)) {
            ClassModel model =
                    ClassFile.of().parse(Objects.requireNonNull(in, resource).readAllBytes());
            return model.methods().stream()
                    .flatMap(method -> method.code().stream())
                    .flatMap(code -> code.elementStream())
                    .anyMatch(element ->
                            element instanceof MonitorInstruction monitor
                                    && monitor.opcode() == Opcode.MONITORENTER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
