/** CONNECT and CONNACK, DISCONNECT, wills and keep alive. */
@NullMarked
package io.robustmq.conformance.connect;

import org.jspecify.annotations.NullMarked;
