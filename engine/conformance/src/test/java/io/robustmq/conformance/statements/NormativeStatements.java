package io.robustmq.conformance.statements;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Reads the lists of statements: lines of {@code id TAB side TAB summary}, {@code #} opens a
 * comment.
 */
final class NormativeStatements {
    private static final Map<String, String> LISTS =
            Map.of(
                    "MQTT5",
                    "/mqtt-5.0.tsv",
                    "MQTT311",
                    "/mqtt-3.1.1.tsv",
                    "MQTT31",
                    "/mqtt-3.1.tsv");

    private NormativeStatements() {}

    /** All of them by id, in the order of the specifications. */
    static Map<String, NormativeStatement> all() {
        Map<String, NormativeStatement> statements = new LinkedHashMap<>();
        LISTS.keySet().stream().sorted().forEach(specification -> read(specification, statements));
        return Collections.unmodifiableMap(statements);
    }

    private static void read(String specification, Map<String, NormativeStatement> into) {
        for (String line : lines(Objects.requireNonNull(LISTS.get(specification)))) {
            String[] fields = line.split("\t", -1);
            if (fields.length != 3) {
                throw new IllegalStateException("not id, side, summary: " + line);
            }
            NormativeStatement statement =
                    new NormativeStatement(
                            specification + ":" + fields[0],
                            NormativeStatement.Side.valueOf(fields[1].toUpperCase(Locale.ROOT)),
                            fields[2]);
            if (into.put(statement.id(), statement) != null) {
                throw new IllegalStateException("listed twice: " + statement.id());
            }
        }
    }

    /** The lines of a resource that are neither empty nor comments. */
    static List<String> lines(String resource) {
        try (InputStream in = NormativeStatements.class.getResourceAsStream(resource)) {
            String text =
                    new String(
                            Objects.requireNonNull(in, resource).readAllBytes(),
                            StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
