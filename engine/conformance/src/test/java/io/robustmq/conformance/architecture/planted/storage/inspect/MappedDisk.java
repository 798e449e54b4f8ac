package io.robustmq.conformance.architecture.planted.storage.inspect;

/** Counter-example: what only the command line may use. */
public final class MappedDisk {}
