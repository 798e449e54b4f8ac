/**
 * Files of a journal that no broker runs on, mapped into memory and never written: for tools alone,
 * since a page that the disk cannot give stops whoever touches it. Nothing else imports
 * Chronicle-Bytes, and the broker's class path is without it.
 */
@NullMarked
package io.robustmq.storage.inspect;

import org.jspecify.annotations.NullMarked;
