package io.robustmq.loadgen.cli;

import io.robustmq.loadgen.rig.Workload.Shape;

/** Who takes part. */
record Crowd(Shape shape, int publishers, int subscribers, boolean oneConnection) {}
