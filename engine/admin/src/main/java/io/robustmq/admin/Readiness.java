package io.robustmq.admin;

import java.util.List;

/**
 * What {@code /health/ready} says.
 *
 * @param isReady clients are served
 * @param remarks what is wrong all the same, or why they are not; a line each
 */
public record Readiness(boolean isReady, List<String> remarks) {}
