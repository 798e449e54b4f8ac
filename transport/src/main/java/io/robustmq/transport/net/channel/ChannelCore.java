package io.robustmq.transport.net.channel;

import io.robustmq.transport.core.Core;
import io.robustmq.transport.core.CoreCells;
import io.robustmq.transport.core.CoreErrors;
import io.robustmq.transport.net.DirtyConnections;

/** What all channels of one core share of it. */
record ChannelCore(Core core, DirtyConnections dirty, CoreCells cells, CoreErrors errors) {}
