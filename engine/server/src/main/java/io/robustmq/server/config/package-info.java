/**
 * Configuration: flag beats environment beats file beats default; a mistake stops the start with
 * one line.
 */
@NullMarked
package io.robustmq.server.config;

import org.jspecify.annotations.NullMarked;
