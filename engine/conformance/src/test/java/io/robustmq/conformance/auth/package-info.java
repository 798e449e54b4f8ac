/** Who may connect, publish and subscribe: passwords, SCRAM-SHA-256, grants. */
@NullMarked
package io.robustmq.conformance.auth;

import org.jspecify.annotations.NullMarked;
