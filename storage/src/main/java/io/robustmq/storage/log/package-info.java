/**
 * Logs: record batches by record offset, as a Kafka partition is, over a shard's stream. A core
 * appends and reads what is recent from memory; read threads fetch what is older from journal or
 * tier; an applier keeps the index; a mover rewrites what would keep old journal.
 */
@NullMarked
package io.robustmq.storage.log;

import org.jspecify.annotations.NullMarked;
