package io.robustmq.server.config;

/**
 * One key of the configuration.
 *
 * @param key full path, {@code mqtt.retained.max-count}
 * @param defaultText its default, written as an operator would
 * @param allowed what it accepts, in a few words
 * @param meaning one sentence for the template
 */
record Setting(String key, String defaultText, String allowed, String meaning) {
    /** The key's last level, {@code max-count}. */
    String name() {
        return key.substring(key.lastIndexOf('.') + 1);
    }
}
