/** What output costs. */
@NullMarked
package io.robustmq.transport.net;

import org.jspecify.annotations.NullMarked;
