package io.robustmq.kernel.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A million subscriptions of 10,000 subscribers over five levels, and the topics to publish to.
 *
 * <p>Each level of a filter is drawn evenly from its vocabulary of 10, 100, 1,000, 1,000 and 10
 * names. One filter in ten has a {@code +} in place of one level, one in a hundred a {@code #} in
 * place of the last. There are as many topics as filters: the filters themselves with names in
 * place of their wildcards; a topic's rank is its filter's number, and ranks are drawn by Zipf's
 * law. The topics lie in memory in the order they are published in, as those of arriving messages
 * do.
 */
final class MatchingLoad {
    static final int SUBSCRIPTIONS = 1_000_000;

    private static final int SUBSCRIBERS = 10_000;
    private static final int[] VOCABULARY = {10, 100, 1_000, 1_000, 10};
    private static final String[] PREFIXES = {"site", "area", "dev", "sensor", "q"};
    private static final int DRAWS = 1 << 20;
    private static final int TOPIC_BYTES_MAX = 40;
    private static final long SEED = 13;

    final RouteVersions versions = new RouteVersions(SEED);
    final SubscriptionTree tree = new SubscriptionTree(versions, SEED);
    final RouteSummary others = new RouteSummary(versions, SEED);

    /** The topics published to, {@link #TOPIC_BYTES_MAX} bytes for each. */
    private final UnsafeBuffer topics = new UnsafeBuffer(new byte[DRAWS * TOPIC_BYTES_MAX]);

    private final byte[] lengths = new byte[DRAWS];
    private final Random random = new Random(SEED);
    private int draw;

    /** Of the topic drawn last. */
    int offset;

    int length;

    MatchingLoad() {
        Subscriber[] subscribers = new Subscriber[SUBSCRIBERS];
        for (int i = 0; i < SUBSCRIBERS; i++) {
            subscribers[i] = new Subscriber() {};
        }
        byte[][] names = new byte[SUBSCRIPTIONS][];
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
            String[] levels = randomLevels();
            names[i] = String.join("/", levels).getBytes(UTF_8);
            addWildcard(levels);
            String filter = String.join("/", levels);
            tree.add(filter, new Subscription(subscribers[i % SUBSCRIBERS], filter, 0, 0));
        }
        Zipf zipf = new Zipf(SUBSCRIPTIONS, random);
        for (int i = 0; i < DRAWS; i++) {
            byte[] name = names[zipf.next()];
            topics.putBytes(i * TOPIC_BYTES_MAX, name);
            lengths[i] = (byte) name.length;
        }
    }

    UnsafeBuffer topics() {
        return topics;
    }

    /** Moves {@link #offset} and {@link #length} to the next topic published to. */
    void next() {
        int next = draw++ & DRAWS - 1;
        offset = next * TOPIC_BYTES_MAX;
        length = lengths[next];
    }

    double meanMatches() {
        RouteBuilder builder = new RouteBuilder();
        long matches = 0;
        for (int i = 0; i < DRAWS; i++) {
            next();
            tree.match(topics, offset, length, builder);
            matches += builder.count();
        }
        return (double) matches / DRAWS;
    }

    private String[] randomLevels() {
        String[] levels = new String[VOCABULARY.length];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = PREFIXES[i] + random.nextInt(VOCABULARY[i]);
        }
        return levels;
    }

    private void addWildcard(String[] levels) {
        int percent = random.nextInt(100);
        if (percent < 10) {
            levels[random.nextInt(levels.length)] = "+";
        } else if (percent < 11) {
            levels[levels.length - 1] = "#";
        }
    }
}
