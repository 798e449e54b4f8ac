package io.robustmq.kernel;

/**
 * The operator asked for something that cannot be. Ends in {@code main}: one line, exit code 2,
 * nothing started.
 */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final String value;
    private final String allowed;

    /**
     * @param key path of the setting, {@code mqtt.max-packet-size}
     * @param value what was asked for, as the operator would write it
     * @param allowed what would have been accepted
     */
    public ConfigException(String key, Object value, String allowed) {
        this(key + ": '" + value + "' is not allowed: wants " + allowed, key, value, allowed);
    }

    private ConfigException(String message, String key, Object value, String allowed) {
        super(message, null, false, false);
        this.key = key;
        this.value = String.valueOf(value);
        this.allowed = allowed;
    }

    /** A mistake about the key itself, whatever its value. */
    public static ConfigException ofKey(String key, String advice) {
        return new ConfigException(key + ": " + advice, key, "", advice);
    }

    /**
     * @param where the mistake stands, {@code broker.yaml:3:8}
     */
    public ConfigException at(String where) {
        return new ConfigException(where + ": " + getMessage(), key, value, allowed);
    }

    /**
     * @throws ConfigException unless {@code valid}
     */
    public static void require(boolean valid, String key, Object value, String allowed) {
        if (!valid) {
            throw new ConfigException(key, value, allowed);
        }
    }

    public String key() {
        return key;
    }

    public String value() {
        return value;
    }

    public String allowed() {
        return allowed;
    }
}
