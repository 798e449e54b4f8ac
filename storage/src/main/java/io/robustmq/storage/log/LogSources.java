package io.robustmq.storage.log;

import io.robustmq.storage.journal.JournalBytes;
import io.robustmq.storage.log.concurrent.LogIndexes;
import io.robustmq.storage.read.concurrent.BlockCache;
import io.robustmq.storage.tier.Tier;

/** All that read threads need to find what a log holds. */
public record LogSources(JournalBytes journal, Tier tier, LogIndexes indexes, BlockCache cache) {}
