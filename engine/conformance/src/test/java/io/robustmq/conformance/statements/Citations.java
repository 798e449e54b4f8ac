package io.robustmq.conformance.statements;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which statements the tests cite: by {@link Statement} here, by comment in the codec's tests. */
final class Citations {
    /**
     * {@code [MQTT-3.1.0-1]} is MQTT 5.0's where that has it, else that of 3.1.1; {@code
     * [MQTT311-3.1.0-1]} is always that.
     */
    private static final Pattern COMMENT =
            Pattern.compile("\\[MQTT(311)?-(\\d+(?:\\.\\d+)+-\\d+)]");

    private static final Pattern TEST_METHOD = Pattern.compile("@(?:Test|ParameterizedTest)\\b");

    private Citations() {}

    /** What the {@link Statement}s on methods of these packages' classes say; test classes only. */
    static Set<String> annotated(String... packages) {
        Set<String> cited = new TreeSet<>();
        for (JavaClass type :
                new ClassFileImporter()
                        .withImportOption(new ImportOption.OnlyIncludeTests())
                        .importPackages(packages)) {
            cited.addAll(annotated(type));
        }
        return cited;
    }

    static Set<String> annotated(JavaClass type) {
        Set<String> cited = new TreeSet<>();
        for (JavaMethod method : type.getMethods()) {
            if (method.isAnnotatedWith(Statement.class)) {
                cited.addAll(List.of(method.getAnnotationOfType(Statement.class).value()));
            }
        }
        return cited;
    }

    /**
     * What comments in the test sources below a folder say; files without a test method do not
     * count.
     */
    static Set<String> commented(Path folder, Set<String> listed) {
        Set<String> cited = new TreeSet<>();
        if (!Files.isDirectory(folder)) {
            return cited;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith("Test.java")).toList()) {
                cited.addAll(commented(Files.readString(file), listed));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cited;
    }

    static Set<String> commented(String source, Set<String> listed) {
        Set<String> cited = new TreeSet<>();
        if (!TEST_METHOD.matcher(source).find()) {
            return cited;
        }
        Matcher comment = COMMENT.matcher(source);
        while (comment.find()) {
            String recent = "MQTT5:" + comment.group(2);
            String old = "MQTT311:" + comment.group(2);
            boolean isOld =
                    comment.group(1) != null || !listed.contains(recent) && listed.contains(old);
            cited.add(isOld ? old : recent);
        }
        return cited;
    }
}
