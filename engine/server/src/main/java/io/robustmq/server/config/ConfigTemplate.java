package io.robustmq.server.config;

import java.util.Arrays;

/** A configuration file with every key at its default, ready to be edited. */
public final class ConfigTemplate {
    private static final String INDENT = "  ";

    private ConfigTemplate() {}

    public static String text() {
        StringBuilder out =
                new StringBuilder(
                        """
                        # RobustMQ configuration: every key with its default. Keys may be left out.
                        # A flag (--set mqtt.tcp=off) beats the environment (ROBUST_MQ_SERVER_MQTT__TCP=off),
                        # which beats this file.
                        """);
        String[] open = {};
        for (Setting setting : Settings.ALL) {
            String[] levels = setting.key().split("\\.");
            String[] sections = Arrays.copyOf(levels, levels.length - 1);
            open(out, open, sections);
            open = sections;
            String indent = INDENT.repeat(sections.length);
            out.append(indent).append("# ").append(setting.meaning()).append('\n');
            out.append(indent).append("# Allowed: ").append(setting.allowed()).append('\n');
            out.append(indent).append(setting.name()).append(": ");
            out.append(setting.defaultText()).append('\n');
        }
        return out.toString();
    }

    /** Writes the headings of {@code wanted} that {@code open} does not already stand under. */
    private static void open(StringBuilder out, String[] open, String[] wanted) {
        int common = Math.max(0, Arrays.mismatch(open, wanted));
        if (Arrays.equals(open, wanted)) {
            return;
        }
        for (int level = common; level < wanted.length; level++) {
            if (level == 0) {
                out.append('\n');
            }
            out.append(INDENT.repeat(level)).append(wanted[level]).append(":\n");
        }
    }
}
