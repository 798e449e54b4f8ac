/** The commands beside starting the broker: look at the configuration, edit the users file. */
@NullMarked
package io.robustmq.server.cli;

import org.jspecify.annotations.NullMarked;
