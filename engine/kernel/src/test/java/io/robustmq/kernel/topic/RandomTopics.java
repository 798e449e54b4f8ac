package io.robustmq.kernel.topic;

import java.util.Random;
import java.util.StringJoiner;

/** Names and filters from so small a vocabulary that they meet often. */
public final class RandomTopics {
    private static final String[] LEVELS = {"", "a", "b", "ab", "$x", "longer-than-eight", "é"};
    private static final int DEPTH_MAX = 5;

    private final Random random;

    public RandomTopics(Random random) {
        this.random = random;
    }

    public String name() {
        StringJoiner name = new StringJoiner("/");
        int depth = 1 + random.nextInt(DEPTH_MAX);
        for (int i = 0; i < depth; i++) {
            name.add(LEVELS[random.nextInt(LEVELS.length)]);
        }
        return name.length() == 0 ? "a" : name.toString();
    }

    public String filter() {
        StringJoiner filter = new StringJoiner("/");
        int depth = random.nextInt(DEPTH_MAX);
        for (int i = 0; i < depth; i++) {
            filter.add(random.nextInt(4) == 0 ? "+" : LEVELS[random.nextInt(LEVELS.length)]);
        }
        if (depth == 0 || random.nextInt(4) == 0) {
            filter.add("#");
        }
        return filter.length() == 0 ? "+" : filter.toString();
    }
}
