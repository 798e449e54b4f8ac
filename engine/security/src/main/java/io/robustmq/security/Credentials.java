package io.robustmq.security;

import org.jspecify.annotations.Nullable;

/**
 * What a CONNECT says about who it is.
 *
 * @param userName null for anonymous
 * @param password a copy of the packet's bytes; null for none
 */
public record Credentials(@Nullable String userName, byte @Nullable [] password) {}
