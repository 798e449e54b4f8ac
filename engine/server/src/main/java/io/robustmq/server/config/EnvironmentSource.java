package io.robustmq.server.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Settings from the environment: {@code ROBUST_MQ_SERVER_MQTT__MAX_PACKET_SIZE} is {@code
 * mqtt.max-packet-size}.
 */
final class EnvironmentSource {
    static final String PREFIX = "ROBUST_MQ_SERVER_";

    private EnvironmentSource() {}

    static Map<String, RawValue> read(Map<String, String> environment) {
        Map<String, RawValue> values = new LinkedHashMap<>();
        new TreeMap<>(environment)
                .forEach((name, text) -> {
                    if (name.startsWith(PREFIX)) {
                        Origin origin = new Origin(Origin.Kind.ENVIRONMENT, "environment " + name);
                        String key = key(name);
                        if (Settings.find(key) == null) {
                            throw UnknownKey.at(origin, key);
                        }
                        values.put(key, new RawValue(text, origin));
                    }
                });
        return values;
    }

    private static String key(String name) {
        return name.substring(PREFIX.length())
                .toLowerCase(Locale.ROOT)
                .replace("__", ".")
                .replace('_', '-');
    }
}
