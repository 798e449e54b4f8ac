package io.robustmq.admin;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The operator's door: {@code admin.*}.
 *
 * @param http where metrics and health are served; null is off, port 0 lets the kernel choose
 */
public record AdminConfig(@Nullable InetSocketAddress http) {}
