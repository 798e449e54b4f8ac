package io.robustmq.server.config;

import io.robustmq.kernel.ConfigException;
import java.util.Comparator;
import java.util.Optional;

/** What to say about a key that is not one: where it went, or which one was meant. */
final class UnknownKey {
    private UnknownKey() {}

    static ConfigException at(Origin origin, String key) {
        String renamed = Settings.RETIRED.get(key);
        String advice =
                renamed != null
                        ? "retired key, now " + renamed
                        : "unknown key"
                                + nearest(key)
                                        .map(known -> ", did you mean " + known + "?")
                                        .orElse("; 'config template' lists all");
        return ConfigException.ofKey(key, advice).at(origin.where());
    }

    /** The known key with the same last level, else the one a few letters away. */
    private static Optional<String> nearest(String key) {
        String name = key.substring(key.lastIndexOf('.') + 1);
        int tolerated = Math.max(2, key.length() / 3);
        return Settings.ALL.stream()
                .filter(s -> s.name().equals(name) || distance(s.key(), key) <= tolerated)
                .map(Setting::key)
                .min(Comparator.comparingInt(known -> distance(known, key)));
    }

    /** Levenshtein's edit distance, one row at a time. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
