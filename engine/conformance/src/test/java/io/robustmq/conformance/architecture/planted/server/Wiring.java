package io.robustmq.conformance.architecture.planted.server;

/** Counter-example: what only server may know. */
public final class Wiring {}
