package io.robustmq.kafka.topic;

/** Which names topics may have. */
public final class TopicNames {
    private static final int LENGTH_MAX = 249;

    private TopicNames() {}

    /** Letters, digits, dots, underscores and hyphens, and not only one or two dots. */
    public static boolean isLegal(String name) {
        if (name.isEmpty() || name.length() > LENGTH_MAX || name.equals(".") || name.equals("..")) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isLegal(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Kept for what Kafka itself stores: mapped to nothing. */
    public static boolean isInternal(String name) {
        return name.startsWith("__");
    }

    private static boolean isLegal(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '.'
                || c == '_'
                || c == '-';
    }
}
