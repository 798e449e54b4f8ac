/**
 * What the broker says in its log: one line a record, on standard error. {@code System.Logger} and
 * {@code java.util.logging} both end here, and neither looks through jars for anything else.
 */
@NullMarked
package io.robustmq.admin.logging;

import org.jspecify.annotations.NullMarked;
