/** Memory that who writes files shares with who reads them. */
@NullMarked
package io.robustmq.storage.disk.concurrent;

import org.jspecify.annotations.NullMarked;
