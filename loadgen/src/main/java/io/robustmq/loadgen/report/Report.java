package io.robustmq.loadgen.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run came to: verdict, the reasons against it, and sections of values. Printed as text for
 * people and as JSON for programs; the JSON's shape is described in loadgen/README.md.
 */
public final class Report {
    /** Of the JSON; raised when a name or a meaning changes. */
    static final int SCHEMA = 1;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final String command;
    private final Map<String, Section> sections = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> missed = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * @param command as typed, without options: {@code mqtt throughput}
     */
    public Report(String command) {
        this.command = command;
    }

    /**
     * @return the section of this name, made on first use
     */
    public Section section(String name) {
        return sections.computeIfAbsent(name, n -> new Section());
    }

    /** The run is not valid: something was lost, a rate was not kept, a connection ended. */
    public void fail(String why) {
        failures.add(why);
    }

    /** True and worth knowing, but nothing against the run. */
    public void note(String what) {
        notes.add(what);
    }

    public void require(List<Requirement> requirements, Metrics measured) {
        for (Requirement requirement : requirements) {
            if (!requirement.isMetBy(measured)) {
                missed.add(
                        requirement.text()
                                + " (measured "
                                + measured.show(requirement.metric())
                                + ")");
            }
        }
    }

    /** 0 good · 1 the run failed · 10 a requirement was missed. */
    public int exitCode() {
        if (!missed.isEmpty()) {
            return 10;
        }
        return failures.isEmpty() ? 0 : 1;
    }

    public String toJson() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("schema", SCHEMA);
        all.put("command", command);
        all.put("verdict", verdict());
        all.put("failures", failures);
        all.put("missed", missed);
        all.put("notes", notes);
        sections.forEach((name, section) -> all.put(name, section.values()));
        return JSON.writeValueAsString(all);
    }

    public String toText() {
        StringBuilder text = new StringBuilder();
        sections.forEach((name, section) -> text.append(line(name, section)).append('\n'));
        notes.forEach(note -> text.append("note: ").append(note).append('\n'));
        failures.forEach(why -> text.append("failed: ").append(why).append('\n'));
        missed.forEach(what -> text.append("missed: ").append(what).append('\n'));
        return text.append(verdict()).append("  ").append(command).toString();
    }

    private static String line(String name, Section section) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-14s", name));
        section.values()
                .forEach((key, value) ->
                        line.append(' ').append(key).append(' ').append(show(value)));
        return line.toString();
    }

    private static String show(Object value) {
        return value instanceof Long number
                ? String.format(Locale.ROOT, "%,d", number)
                : String.valueOf(value);
    }

    private String verdict() {
        return exitCode() == 0 ? "PASS" : "FAIL";
    }
}
