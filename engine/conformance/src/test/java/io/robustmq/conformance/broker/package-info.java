/**
 * A broker for a test class: started once per configuration, or any other one at a given address.
 */
@NullMarked
package io.robustmq.conformance.broker;

import org.jspecify.annotations.NullMarked;
