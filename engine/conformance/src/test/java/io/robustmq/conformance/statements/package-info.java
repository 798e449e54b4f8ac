/** The specifications' normative statements as data, and which test cites which. */
@NullMarked
package io.robustmq.conformance.statements;

import org.jspecify.annotations.NullMarked;
