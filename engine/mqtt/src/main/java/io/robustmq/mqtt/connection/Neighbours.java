package io.robustmq.mqtt.connection;

import io.robustmq.kernel.cores.Announcements;
import io.robustmq.kernel.cores.Broadcasts;
import io.robustmq.kernel.cores.Confirmations;
import io.robustmq.kernel.cores.CoreLinks;
import io.robustmq.kernel.cores.Retries;
import io.robustmq.kernel.relay.Relays;
import io.robustmq.kernel.shard.Shards;
import org.agrona.DirectBuffer;

/**
 * What MQTT on one core has to deal with the other cores; there is none when a node has one core.
 *
 * @param retries connections that wait for room in a ring
 */
record Neighbours(
        CoreLinks links,
        Shards shards,
        Confirmations confirmations,
        Broadcasts broadcasts,
        Announcements announcements,
        Retries retries,
        Relays relays) {

    /** The core where a name's owner lives: a client id's session, a topic's retained message. */
    int homeOf(DirectBuffer name, int offset, int length) {
        return shards.coreOf(shards.shardOf(name, offset, length));
    }

    boolean isHere(int core) {
        return core == links.self();
    }

    /** Requests of the other cores, then what waited for room. */
    int drain() {
        int work = links.drain();
        return work + broadcasts.doWork() + retries.doWork();
    }

    /** The journal has had its turn; everything for the other cores is written: off it goes. */
    int flush() {
        confirmations.confirm();
        return relays.flush() + links.flush();
    }
}
