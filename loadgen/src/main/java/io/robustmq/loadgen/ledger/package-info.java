/**
 * A ledger outside the broker: clients that write down what they did and learned before they go on,
 * and the audit that finds what was acknowledged and not kept.
 */
@NullMarked
package io.robustmq.loadgen.ledger;

import org.jspecify.annotations.NullMarked;
