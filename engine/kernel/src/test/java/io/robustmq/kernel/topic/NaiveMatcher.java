package io.robustmq.kernel.topic;

/** MQTT 5.0 §4.7 written down as plainly as possible, to compare the trees with. */
public final class NaiveMatcher {
    private NaiveMatcher() {}

    public static boolean matches(String filter, String topic) {
        boolean startsWithWildcard = filter.startsWith("+") || filter.startsWith("#");
        if (topic.startsWith("$") && startsWithWildcard) {
            return false; // [MQTT-4.7.2-1]
        }
        String[] wanted = filter.split("/", -1);
        String[] levels = topic.split("/", -1);
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].equals("#")) {
                return true; // also when levels.length == i: the parent itself
            }
            if (i == levels.length || !wanted[i].equals("+") && !wanted[i].equals(levels[i])) {
                return false;
            }
            boolean onlyRestFollows = i + 2 == wanted.length && wanted[i + 1].equals("#");
            if (i + 1 == levels.length && onlyRestFollows) {
                return true;
            }
        }
        return wanted.length == levels.length;
    }
}
