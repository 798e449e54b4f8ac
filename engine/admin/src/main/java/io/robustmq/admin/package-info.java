/** How operators look in: metrics and health over HTTP, on virtual threads, never on a core. */
@NullMarked
package io.robustmq.admin;

import org.jspecify.annotations.NullMarked;
