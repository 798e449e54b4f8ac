package io.robustmq.server.config;

/** Each setting's value and where it came from, one a line. */
public final class ConfigTable {
    private ConfigTable() {}

    public static String text(Values values) {
        StringBuilder out = new StringBuilder();
        for (Setting setting : Settings.ALL) {
            RawValue raw = values.raw(setting.key());
            out.append(
                    "%-26s %-20s %s%n".formatted(setting.key(), raw.text(), raw.origin().where()));
        }
        return out.toString();
    }
}
