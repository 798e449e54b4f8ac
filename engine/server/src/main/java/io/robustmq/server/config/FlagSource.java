package io.robustmq.server.config;

import io.robustmq.kernel.ConfigException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Settings from {@code --set path=value}; the last one of a path wins. */
final class FlagSource {
    private FlagSource() {}

    static Map<String, RawValue> read(List<String> assignments) {
        Map<String, RawValue> values = new LinkedHashMap<>();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw new ConfigException("--set", assignment, "path=value");
            }
            String key = assignment.substring(0, equals);
            Origin origin = new Origin(Origin.Kind.FLAG, "--set " + assignment);
            if (Settings.find(key) == null) {
                throw UnknownKey.at(origin, key);
            }
            values.put(key, new RawValue(assignment.substring(equals + 1), origin));
        }
        return values;
    }
}
