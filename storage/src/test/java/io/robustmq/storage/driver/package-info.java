/** Drivers that use the storage as a protocol would, for tests: no protocol, no connection. */
@NullMarked
package io.robustmq.storage.driver;

import org.jspecify.annotations.NullMarked;
