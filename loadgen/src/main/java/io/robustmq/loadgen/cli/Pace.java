package io.robustmq.loadgen.cli;

/** How fast, before --window and --rate are looked at; one of them is 0. */
record Pace(long window, long ratePerS) {}
