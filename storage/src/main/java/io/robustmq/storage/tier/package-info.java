/**
 * Where sealed parts of logs live: whole objects by name, written once, read by range. What an
 * object of a log looks like inside is the same in every tier.
 */
@NullMarked
package io.robustmq.storage.tier;

import org.jspecify.annotations.NullMarked;
