/** The commands beside starting: look at configuration and journal, edit the users file. */
@NullMarked
package io.robustmq.server.cli;

import org.jspecify.annotations.NullMarked;
