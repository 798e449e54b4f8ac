package io.robustmq.loadgen.report;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A report read again, from a file named {@code LOAD.SUBJECT.ROUND.json}.
 *
 * @param load what was run
 * @param subject against which broker, in which configuration
 * @param round those of the same round stand next to each other in time
 */
public record RunResult(String load, String subject, String round, JsonNode report) {
    private static final String SUFFIX = ".json";
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * @return null when the file is named otherwise
     * @throws IOException when it is no report
     */
    public static @Nullable RunResult read(Path file) throws IOException {
        String name = file.getFileName().toString();
        String[] parts = name.split("\\.");
        if (parts.length != 4 || !name.endsWith(SUFFIX)) {
            return null;
        }
        try {
            JsonNode report = JSON.readTree(file);
            if (report.path("schema").asInt(0) != Report.SCHEMA) {
                throw new IOException(file + " is no report of schema " + Report.SCHEMA);
            }
            return new RunResult(parts[0], parts[1], parts[2], report);
        } catch (JacksonException notJson) {
            throw new IOException(file + " is no report: " + notJson.getOriginalMessage(), notJson);
        }
    }

    /** Nothing was lost, doubled or reordered, and the rate was kept. */
    public boolean isGood() {
        return report.path("verdict").asString("").equals("PASS");
    }

    /**
     * A value by section and name.
     *
     * @return NaN when there is none
     */
    public double number(String section, String name) {
        return report.path(section).path(name).asDouble(Double.NaN);
    }
}
