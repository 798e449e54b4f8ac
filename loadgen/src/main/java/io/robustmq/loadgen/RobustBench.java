package io.robustmq.loadgen;

import io.robustmq.loadgen.cli.BenchCommand;

/** Entry point of {@code robust-bench}. */
public final class RobustBench {
    private RobustBench() {}

    public static void main(String[] args) {
        System.exit(BenchCommand.run(args));
    }
}
