/** Connections as byte views: what a listener accepts, what a handler reads and writes. */
@NullMarked
package io.robustmq.transport.net;

import org.jspecify.annotations.NullMarked;
