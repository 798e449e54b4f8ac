package io.robustmq.kernel.route;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Finding who gets a message, among a million subscriptions: one operation is one message. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class MatchingBenchmark {
    /** Through the tree, each time. */
    @State(Scope.Thread)
    public static class Tree {
        final RouteBuilder builder = new RouteBuilder();
        MatchingLoad load = new MatchingLoad();

        @Setup
        public void describe() {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            System.out.printf(
                    "%nmean matches %.2f; bytes per subscription: %.0f of tables; heap in use %,d MiB%n",
                    load.meanMatches(),
                    (double) load.tree.heapBytes() / MatchingLoad.SUBSCRIPTIONS,
                    runtime.totalMemory() - runtime.freeMemory() >> 20);
        }
    }

    /** Through the cache. */
    @State(Scope.Thread)
    public static class Cache {
        private static final long BYTES_MAX = 1L << 29;

        /** Far fewer than the topics; more than the topics. */
        @Param({"65536", "2097152"})
        public int routes;

        MatchingLoad load = new MatchingLoad();
        MatchCache cache = newCache(1);
        Subscription churned = new Subscription(new Subscriber() {}, "", 0, 0);
        int churn;

        private MatchCache newCache(int routesMax) {
            return new MatchCache(load.tree, load.others, load.versions, routesMax, BYTES_MAX, 17);
        }

        /** Every topic once or more, so that what is measured is not the filling. */
        @Setup(Level.Trial)
        public void fill() {
            cache = newCache(routes);
            for (int i = 0; i < 1 << 20; i++) {
                load.next();
                cache.route(load.topics(), load.offset, load.length);
            }
        }

        @TearDown(Level.Trial)
        public void describe() {
            System.out.printf(
                    "%nhits %.2f %%; %,d routes of %,d bytes%n",
                    100.0 * cache.hits() / (cache.hits() + cache.misses()),
                    cache.count(),
                    cache.bytes() / Math.max(1, cache.count()));
        }
    }

    @Benchmark
    public int uncached(Tree tree) {
        MatchingLoad load = tree.load;
        load.next();
        load.tree.match(load.topics(), load.offset, load.length, tree.builder);
        return tree.builder.count();
    }

    @Benchmark
    public Route cached(Cache cache) {
        MatchingLoad load = cache.load;
        load.next();
        return cache.cache.route(load.topics(), load.offset, load.length);
    }

    /** Beside every hundred messages a client subscribes and one leaves, each to its own topic. */
    @Benchmark
    public Route cachedWhileClientsComeAndGo(Cache cache) {
        MatchingLoad load = cache.load;
        load.next();
        if (++cache.churn % 100 == 0) {
            load.tree.add("reply/" + cache.churn + "/#", cache.churned);
        } else if (cache.churn % 100 == 50) {
            load.tree.remove("reply/" + (cache.churn - 50) + "/#", cache.churned.subscriber());
        }
        return cache.cache.route(load.topics(), load.offset, load.length);
    }

    /** What a publisher pays that stays with its topic. */
    @Benchmark
    public boolean kept(Kept kept) {
        return kept.route.isFor(kept.load.topics(), kept.load.offset, kept.load.length)
                && kept.route.isCurrent();
    }

    /** A route as a connection keeps it. */
    @State(Scope.Thread)
    public static class Kept {
        final MatchingLoad load = new MatchingLoad();
        final Route route = route();

        private Route route() {
            load.next();
            return new MatchCache(load.tree, load.others, load.versions, 8, 1 << 20, 17)
                    .route(load.topics(), load.offset, load.length);
        }
    }
}
