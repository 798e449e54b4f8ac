package io.robustmq.server.config;

/** A value as the operator wrote it, checked by nobody yet. */
record RawValue(String text, Origin origin) {}
